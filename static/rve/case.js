// The case page: the place in the table and in the choice are one, and departing from the proposal asks for its reason.
import { release } from "./forms.js";

const decide = () => document.getElementById("decide");
const candidates = () => [...document.querySelectorAll("[name=candidate]")];

/** The table's radio follows the choice of place and week, and the other way. */
function markPlace() {
  const kode = (document.getElementById("place")?.value ?? "").split("/")[0];
  for (const radio of candidates()) {
    const row = radio.closest("tr");
    radio.checked = row.dataset.place === kode;
    row.classList.toggle("on", radio.checked);
  }
}

function takePlace(radio) {
  const select = document.getElementById("place");
  if (!select) return;
  select.value = radio.value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

const chosen = (form, name) => form.querySelector(`[name=${name}]:checked`)?.value ?? "";

/** A date as it is typed here (26.05.2026) or stored (2026-05-26), as something that sorts. */
function sortable(text) {
  const typed = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text.trim());
  return typed ? `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}` : text.trim();
}

function departs(form) {
  const { outcome, delytelse, level, deadline } = document.getElementById("decide-state").dataset;
  const now = chosen(form, "outcome");
  if (!now) return false;
  if (outcome && now !== outcome) return true;
  if (now === "redirected") return false;
  if (delytelse && form.elements.delytelse.value !== delytelse) return true;
  if (now !== "granted") return false;
  if (level && chosen(form, "level") !== level) return true;
  const latest = sortable(form.elements.start_deadline.value);
  return Boolean(outcome && deadline && /^\d{4}-/.test(latest) && latest > deadline);
}

function refresh() {
  const form = decide();
  if (!form) return;
  form.classList.toggle("departs", departs(form));
  markPlace();
}

const CHOICES = new Set(["outcome", "delytelse", "level", "lodging", "start_deadline", "place", "redirect_to", "override_code"]);

document.addEventListener("change", (event) => {
  if (event.target.name === "candidate") takePlace(event.target);
  if (!event.target.closest("#decide")) return;
  if (CHOICES.has(event.target.name)) document.getElementById("touched").value = "1";
  refresh();
});

// An answer that was under way must not take back what has been chosen since.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  if (target?.id === "decide-choices" && document.getElementById("touched")?.value) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSettle", refresh);
document.addEventListener("htmx:beforeSwap", () => {
  const form = decide();
  if (form) release(form);
});
refresh();
