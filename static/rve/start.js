// Runs before the page is drawn: what is shown only with, or only without, scripts must not flicker.
document.documentElement.dataset.js = "on";
