// A panel whose table is wider than the screen can be scrolled by keyboard as well.
function check() {
  for (const panel of document.querySelectorAll(".panel, .scroll")) {
    const scrolls = panel.scrollWidth > panel.clientWidth && getComputedStyle(panel).overflowX === "auto";
    if (scrolls && !panel.hasAttribute("tabindex")) panel.tabIndex = 0;
  }
}

check();
addEventListener("resize", check);
