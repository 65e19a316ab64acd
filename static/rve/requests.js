// What htmx could not do is said in words, never only in the console.
import { say, word } from "./page.js";

document.addEventListener("htmx:sendError", () => say(word("lost"), "bad"));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status === 403 ? word("loggedOut") : word("failed"), "bad");
});
