// Keys. Single letters are silent in fields and can be switched off (WCAG 2.1.4); Alt and Ctrl combinations always work.
import * as grounds from "./grounds.js";
import { help } from "./keys_help.js";
import * as lists from "./lists.js";
import { isShown, isTyping } from "./page.js";

const NAMES = { arrowup: "up", arrowdown: "down", arrowleft: "left", arrowright: "right", escape: "esc", " ": "space" };

/** «n», «shift+s», «alt+up», «ctrl+enter», «?»: Shift is named with letters only, since signs need it on some keyboards. */
function named(event) {
  const key = event.key.toLowerCase();
  const letter = /^\p{L}$/u.test(key);
  const parts = [event.ctrlKey && "ctrl", event.altKey && "alt", event.shiftKey && (letter || key.length > 1) && "shift"];
  return [...parts.filter(Boolean), NAMES[key] ?? key].join("+");
}

const isChord = (name) => name.startsWith("ctrl+") || name.startsWith("alt+");
const keysOff = () => document.body.dataset.keys === "off";
const keysOf = (element) => element.dataset.key.toLowerCase().split(" ");

function declared(name) {
  const dialog = document.querySelector("dialog[open]");
  return [...(dialog ?? document).querySelectorAll("[data-key]")].find(
    (element) => keysOf(element).includes(name) && isShown(element) && !element.matches(":disabled"),
  );
}

function activate(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    element.focus();
    element.select?.();
  } else if (element.matches("summary")) {
    const box = element.parentElement;
    box.open = !box.open;
    (box.open ? box.querySelector("textarea, input:not([type=hidden]), select, a, button") : element)?.focus();
  } else {
    element.click();
  }
}

const BUILT_IN = {
  j: () => grounds.answer(0) || lists.move(1),
  y: () => grounds.answer(0),
  n: () => grounds.answer(1),
  u: () => grounds.answer(2),
  k: () => lists.move(-1),
  t: () => lists.take(),
  x: () => lists.tick(),
  f: () => lists.filters(),
  enter: () => document.activeElement === document.body && lists.open(),
  "?": () => help(),
};

function builtIn(name) {
  if (/^[1-9]$/.test(name)) return grounds.choose(Number(name));
  return BUILT_IN[name]?.() ?? false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.metaKey) return;
  if (event.getModifierState("AltGraph")) return;
  const name = named(event);
  if (event.key === "Escape") return void grounds.leave();
  const chord = isChord(name);
  if (!chord && (keysOff() || isTyping(event.target))) return;
  if (chord && event.target.matches?.("select")) return;
  // A ground that has been chosen is answered before a letter means anything else on the page.
  const answering = document.querySelector("[data-grounds] .at") || event.target.closest?.("[data-grounds]");
  const answered = !chord && answering && ["j", "y", "n", "u"].includes(name) && builtIn(name);
  const element = !answered && declared(name);
  if (element) activate(element);
  if (answered || element || (!chord && !document.querySelector("dialog[open]") && builtIn(name))) event.preventDefault();
});
