// Rows by keyboard. The focus itself moves, so that Enter is the link's own and a screen reader hears the row.
import { isShown, post } from "./page.js";

const CELLS = "a[href], button, input:not([disabled])";

export const list = () => [...document.querySelectorAll("[data-list]")].find(isShown);

function rows() {
  const here = list();
  if (!here) return [];
  const marked = [...here.querySelectorAll("[data-row]")];
  const found = marked.length ? marked : [...here.querySelectorAll("tbody tr:not(.group), li")];
  return found.filter((row) => isShown(row) && row.querySelector(CELLS));
}

function current(all) {
  const focused = all.findIndex((row) => row.contains(document.activeElement));
  return focused >= 0 ? focused : all.findIndex((row) => row.matches(".on"));
}

export function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = current(all);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  for (const row of all) if (row.matches("tr")) row.classList.toggle("on", row === all[next]);
  const link = all[next].querySelector("a[href]") ?? all[next].querySelector(CELLS);
  link.focus();
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

function chosen() {
  const all = rows();
  return all[current(all)];
}

export function open() {
  const link = chosen()?.querySelector("a[href]");
  link?.click();
  return Boolean(link);
}

export function take() {
  const row = chosen();
  if (!row?.dataset.claim) return false;
  post(row.dataset.claim, row.dataset.version ? { version: row.dataset.version } : {});
  return true;
}

export function tick() {
  const box = chosen()?.querySelector("input[type=checkbox]:not([disabled])");
  box?.click();
  return Boolean(box);
}

export function filters() {
  const form = document.querySelector(".facets");
  if (!form) return false;
  if (!isShown(form)) location.hash = form.id;
  form.querySelector("input[type=checkbox]")?.focus();
  return true;
}
