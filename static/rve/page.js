// What the other modules share: the translated words, the live region, what counts as a field.

export const word = (name) => document.getElementById("words")?.dataset[name] ?? "";

/** Shows a message where the server's own messages stand; it is read aloud. */
export function say(text, tone = "info") {
  const place = document.getElementById("messages");
  if (!place || !text) return;
  const note = document.createElement("p");
  note.className = `note ${tone}`;
  note.textContent = text;
  place.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}

const TYPED = new Set(["checkbox", "radio", "button", "submit", "reset", "range", "color", "file", "image"]);

/** True where letters are text: there single-letter keys are silent. */
export function isTyping(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input") && !TYPED.has(element.type);
}

export const isShown = (element) => element.getClientRects().length > 0;

/** Posts to an address as a form would, with the page's token. */
export function post(address, values) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...values })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
