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

// An answer may bring a new list from the server: the same ground stays chosen.
document.addEventListener("htmx:afterSettle", () => {
  if (at < 0 || !hasGrounds()) return;
  const lost = document.activeElement === document.body;
  mark();
  if (lost) choose(at + 1);
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.target.closest?.("[data-grounds]")) say(word("failed"), "bad");
});
