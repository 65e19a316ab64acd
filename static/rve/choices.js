// Boxes that act on other fields: filters that send themselves, "mark all", rows that open, "none of these".

const REMEMBERED = "rve-filter";

document.addEventListener("change", (event) => {
  const box = event.target;
  const form = box.form;
  if (form && "autosubmit" in form.dataset) {
    sessionStorage.setItem(REMEMBERED, JSON.stringify([location.pathname, box.name, box.value]));
    if (form.id && location.hash === `#${form.id}`) form.action = `${form.action.split("#")[0]}${location.hash}`; // stays open
    form.requestSubmit();
  }
  if (box.dataset.markAll) markAll(box);
  else if (box.type === "checkbox") followAll(box);
  toggle(box);
  exclude(box);
});

/** After a filter has loaded the page again the focus stands where it was. */
function refocus() {
  const [path, name, value] = JSON.parse(sessionStorage.getItem(REMEMBERED) ?? "[]");
  sessionStorage.removeItem(REMEMBERED);
  if (path !== location.pathname || !name) return;
  const same = [...document.getElementsByName(name)].find((one) => one.value === value && one.form?.dataset.autosubmit !== undefined);
  same?.focus({ preventScroll: true });
}

const named = (name) => [...document.getElementsByName(name)].filter((box) => box.type === "checkbox" && !box.disabled);

function markAll(all) {
  for (const box of named(all.dataset.markAll)) box.checked = all.checked;
}

function followAll(box) {
  const all = box.name && document.querySelector(`[data-mark-all="${CSS.escape(box.name)}"]`);
  if (!all) return;
  const boxes = named(box.name);
  const ticked = boxes.filter((one) => one.checked).length;
  all.checked = ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

/** In [data-toggles] the first box turns the group's other fields on and off. */
function toggle(box) {
  const group = box.closest("[data-toggles]");
  const first = group?.querySelector("input[type=checkbox]");
  if (!first || box !== first) return;
  group.classList.toggle("off", !first.checked);
  for (const field of group.querySelectorAll("input, select, textarea")) {
    if (field !== first && field.type !== "hidden") field.disabled = !first.checked;
  }
}

/** data-none="group" against data-in="group": one of the two can be ticked. */
function exclude(box) {
  if (!box.checked) return;
  const none = box.dataset.none;
  const group = box.dataset.in;
  if (!none && !group) return;
  const others = none ? `[data-in="${CSS.escape(none)}"], [data-none="${CSS.escape(none)}"]` : `[data-none="${CSS.escape(group)}"]`;
  for (const other of document.querySelectorAll(others)) {
    if (other === box || !other.checked) continue;
    other.checked = false;
    toggle(other);
  }
}

function begin() {
  for (const group of document.querySelectorAll("[data-toggles]")) {
    const first = group.querySelector("input[type=checkbox]");
    if (first) toggle(first);
  }
  for (const all of document.querySelectorAll("[data-mark-all]")) {
    const first = named(all.dataset.markAll)[0];
    if (first) followAll(first);
  }
}

begin();
document.addEventListener("htmx:afterSettle", begin);
refocus();
