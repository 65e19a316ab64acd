// The grounds an assessor settles: a number chooses one, then J (yes), N (no) or U (not settled).
import { say, word } from "./page.js";

let at = -1;

const list = () => document.querySelector("[data-grounds]");
const items = () => [...(list()?.children ?? [])];

function mark() {
  items().forEach((item, index) => item.classList.toggle("at", index === at));
}

export const hasGrounds = () => items().length > 0;

export function choose(number) {
  const item = items()[number - 1];
  if (!item) return false;
  at = number - 1;
  mark();
  (item.querySelector("input:checked") ?? item.querySelector("input"))?.focus();
  return true;
}

/** 0 yes, 1 no, 2 not settled: the order of the radios. */
export function answer(index) {
  const all = items();
  const inside = all.findIndex((item) => item.contains(document.activeElement));
  const item = all[inside >= 0 ? inside : at];
  const radio = item?.querySelectorAll("input[type=radio]")[index];
  if (!radio || radio.disabled) return false;
  radio.focus();
  radio.click();
  return true;
}

export function leave() {
  if (at < 0) return;
  at = -1;
  mark();
}

// Answers given while an earlier one is on its way: htmx drops what waits on a list that has been replaced.
const waiting = new Map();

// Seen on the way down: before htmx, further in, makes the request that carries it.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-grounds]")) waiting.set(event.target.name, event.target.value);
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.querySelector?.("[data-grounds]")) waiting.clear();
});

/** The new list gets the answers that came in the meantime, and sends them. */
function answerAgain() {
  const radios = [...waiting].map(([name, value]) => list().querySelector(`[name="${name}"][value="${value}"]`));
  waiting.clear();
  if (document.querySelector("#case-alerts [role=alert]")) return;
  const changed = radios.filter((radio) => radio && !radio.checked && !radio.disabled);
  for (const radio of changed) radio.checked = true;
  changed[0]?.dispatchEvent(new Event("change", { bubbles: true }));
}

// An answer may bring a new list from the server: the same ground stays chosen.
document.addEventListener("htmx:afterSettle", () => {
  if (!hasGrounds()) return;
  answerAgain();
  if (at < 0) return;
  const lost = document.activeElement === document.body;
  mark();
  if (lost) choose(at + 1);
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.closest?.("[data-grounds]")) say(word("failed"), "bad");
});
