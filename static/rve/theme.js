// The choice of colours without loading the page again. The cookie is the one the server reads for the next page.
const YEAR = 365 * 24 * 60 * 60;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const chosen = event.submitter?.value;
  if (!form.matches("form[data-theme]") || !["auto", "light", "dark"].includes(chosen)) return;
  event.preventDefault();
  document.documentElement.dataset.colorScheme = chosen;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${chosen}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  for (const button of form.querySelectorAll("[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
});
