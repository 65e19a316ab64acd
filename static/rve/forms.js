// Guards of forms: one submission at a time, a question before unsaved work is left, characters left.
// The guard is a courtesy: what must not happen twice is decided by the server.
import { word } from "./page.js";

const RELEASE_AFTER = 15_000; // a lost answer must not lock the form for good
const FEW_LEFT = 200;

function hold(form) {
  form.dataset.sent = "";
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), RELEASE_AFTER);
}

export function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formMethod === "dialog") return;
  if (event.submitter?.formTarget === "_blank") return; // a look in another tab: the form stays in work
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  delete form.dataset.changed;
  hold(form);
});

// Back in the history: the page is shown as it was left, and must be usable.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form");
  if (form) release(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "unsaved" in form.dataset) form.dataset.changed = "";
  if (event.target.matches("textarea[maxlength]")) count(event.target);
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unsaved][data-changed]")) event.preventDefault();
});

/** Characters left under a textarea, once there are few; a line break counts as the server counts it. */
function count(area) {
  const left = area.maxLength - area.value.length;
  let line = area.nextElementSibling;
  if (!line?.matches(".count")) {
    line = document.createElement("span");
    line.className = "sub count";
    line.setAttribute("aria-live", "polite");
    area.after(line);
  }
  line.textContent = left <= Math.min(FEW_LEFT, area.maxLength / 5) ? `${left} ${word("left")}` : "";
}

document.querySelectorAll("textarea[maxlength]").forEach((area) => area.value && count(area));
document.querySelector("[data-focus]")?.focus();
