// The list of the keys that work on the page, opened by «?»: collected from the page itself, so that it cannot lie.
import * as grounds from "./grounds.js";
import * as lists from "./lists.js";
import { isShown, word } from "./page.js";

const keysOf = (element) => element.dataset.key.toLowerCase().split(" ");
const SIGNS = { up: "↑", down: "↓", left: "←", right: "→", enter: "Enter", esc: "Esc", shift: "Shift", alt: "Alt", ctrl: "Ctrl" };

function text(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .num, .sub").forEach((part) => part.remove());
  return (element.getAttribute("aria-label") ?? copy.textContent).trim();
}

function found() {
  const shown = [...document.querySelectorAll("[data-key]")].filter(isShown);
  const all = shown.map((element) => [keysOf(element)[0], text(element)]);
  if (lists.list()) all.push(["j", word("keysListDown")], ["k", word("keysListUp")], ["enter", word("keysListOpen")]);
  if (document.querySelector("[data-list] [data-claim]")) all.push(["t", word("keysTake")]);
  if (document.querySelector(".facets")) all.push(["f", word("keysFilters")]);
  if (grounds.hasGrounds()) all.push(["1–6", word("keysGround")], ["j", word("keysYes")], ["n", word("keysNo")]);
  return [...all, ["?", word("keysHelp")]];
}

function line([key, label]) {
  const term = document.createElement("dt");
  for (const part of key === "+" ? [key] : key.split("+")) {
    const sign = document.createElement("kbd");
    sign.textContent = SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    term.append(sign, " ");
  }
  const meaning = document.createElement("dd");
  meaning.textContent = label;
  return [term, meaning];
}

export function help() {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "keys-title");
  dialog.innerHTML =
    '<div class="panel"><header><h2 id="keys-title"></h2><form method="dialog"><button class="ds-button sm" data-variant="tertiary"></button></form></header><div class="in"><dl class="facts2"></dl></div></div>';
  dialog.querySelector("h2").textContent = word("keysTitle");
  dialog.querySelector("button").textContent = word("close");
  dialog.querySelector("dl").append(...found().flatMap(line));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}
