// A draft is saved while it is written. What is typed stays in the fields whatever happens to the connection.
// Nothing is kept in the browser's storage: it may be someone else's machine.
import { word } from "./page.js";

const PAUSE = 1200; // ms after the last key
const RETRY = [3000, 6000, 12_000, 30_000];

class Draft {
  constructor(form) {
    this.form = form;
    this.failures = 0;
    this.changed = false;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", (event) => this.beforeSubmit(event));
    addEventListener("online", () => this.failures && this.save());
  }

  later(wait = PAUSE) {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Saves once; true when the server has answered, whatever it said. */
  async save() {
    clearTimeout(this.timer);
    if (!this.form.isConnected) return true; // another form stands in its place
    if (this.saving) return this.saving;
    this.changed = false;
    this.say("saving", word("saving"));
    this.saving = this.send();
    const reached = await this.saving;
    this.saving = null;
    if (!reached) this.later(RETRY[Math.min(this.failures++, RETRY.length - 1)]);
    else this.failures = 0;
    return reached;
  }

  async send() {
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.values(),
        headers: { "X-Autosave": "1", Accept: "application/json" },
      });
      await this.heard(answer);
      return true;
    } catch {
      this.say("bad", word("lost"));
      return false;
    }
  }

  /** The fields without the files: those are sent when the step is. */
  values() {
    const values = new FormData(this.form);
    for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
    return values;
  }

  async heard(answer) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) return this.say("bad", word("loggedOut"));
    if (answer.status === 409 || answer.status === 412) return this.say("bad", word("stale"));
    if (!answer.ok) return this.say("warn", word("notSaved"));
    const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (told.version !== undefined && this.form.elements.version) this.form.elements.version.value = told.version;
    const now = new Date().toTimeString().slice(0, 5).replace(":", ".");
    if (!this.changed) delete this.form.dataset.changed;
    return this.say("", `${word("saved")} ${told.saved_at ?? now}`);
  }

  /** Leaving the page with a dead connection would lose the text: the draft is saved first, then the step is sent. */
  async beforeSubmit(event) {
    if (this.passed || event.defaultPrevented) {
      this.passed = false;
      return;
    }
    event.preventDefault();
    await this.saving; // what is under way was read before the last key
    if (!(await this.save())) return;
    this.passed = true;
    clearTimeout(this.timer);
    this.form.requestSubmit(event.submitter);
    this.passed = false;
  }

  say(tone, text) {
    const place = this.form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    if (!place) return;
    if (!place.hasAttribute("role")) place.setAttribute("role", "status");
    place.dataset.tone = tone;
    if (place.textContent !== text) place.textContent = text;
  }
}

const known = new WeakSet();

function attach() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (known.has(form)) continue;
    known.add(form);
    new Draft(form);
  }
}

attach();
document.addEventListener("htmx:afterSettle", attach); // the server may have put a new form in the old one's place
