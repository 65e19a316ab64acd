// What is wider than the screen: a row of views shows its chosen one; a table can be scrolled by keyboard as well.
function showChosen() {
  for (const row of document.querySelectorAll(".strip, .views")) {
    const chosen = row.querySelector("[aria-current]");
    if (!chosen || row.scrollWidth <= row.clientWidth) continue;
    const from = chosen.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += from - (row.clientWidth - chosen.clientWidth) / 2;
  }
}

function check() {
  for (const panel of document.querySelectorAll(".panel, .scroll")) {
    const scrolls = panel.scrollWidth > panel.clientWidth && getComputedStyle(panel).overflowX === "auto";
    if (scrolls && !panel.hasAttribute("tabindex")) panel.tabIndex = 0;
  }
}

showChosen();
check();
addEventListener("resize", check);
