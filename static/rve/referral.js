// Comfort in the referral form: parts that appear when they matter, arrows in the list of diagnoses, print.
// Everything here also works without scripts.

/** [data-shown-by="name=value"] stands on the page only while that answer is chosen. */
function follow(part) {
  const [name, value] = part.dataset.shownBy.split("=");
  const chosen = document.querySelector(`[name="${CSS.escape(name)}"]:checked`);
  part.hidden = chosen?.value !== value;
}
const parts = [...document.querySelectorAll("[data-shown-by]")];
parts.forEach(follow);
document.addEventListener("change", () => parts.forEach(follow));

/** Arrow down from the search field into the hits, arrows between them, Escape back. */
const search = document.querySelector('input[name="search"]');
const hits = () => [...document.querySelectorAll(".hits button")];
search?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && hits().length) {
    event.preventDefault();
    hits()[0].focus();
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (hits().length) hits()[0].click();
  }
});
document.addEventListener("keydown", (event) => {
  const at = hits().indexOf(document.activeElement);
  if (at < 0) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || (step === -1 && at === 0)) search.focus();
  else if (step) hits()[at + step]?.focus();
  else return;
  event.preventDefault();
});

/** Files are sent as soon as they are chosen. */
document.querySelector("#id_files")?.addEventListener("change", (event) => {
  const button = event.target.form.querySelector('button[value="upload"]');
  if (event.target.files.length) event.target.form.requestSubmit(button);
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());
