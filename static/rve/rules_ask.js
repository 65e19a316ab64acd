// «Spør regelboken»: finds a condition by its name among the groups. The rest of the page is the server's.

for (const input of document.querySelectorAll("[data-filter]")) {
  input.closest("[data-filter-box]").hidden = false;
  input.addEventListener("input", () => find(document.getElementById(input.dataset.filter), input.value));
  input.addEventListener("change", (event) => event.stopPropagation()); // no answer changes by searching
}

function find(list, typed) {
  const wanted = typed.trim().toLowerCase();
  for (const group of list.querySelectorAll("details")) {
    const facts = [...group.querySelectorAll(".fact")];
    const named = group.querySelector("summary").textContent.toLowerCase().includes(wanted);
    for (const fact of facts) fact.hidden = Boolean(wanted) && !named && !fact.dataset.name.toLowerCase().includes(wanted);
    group.hidden = facts.every((fact) => fact.hidden);
    if (!("before" in group.dataset)) group.dataset.before = group.open ? "1" : "";
    group.open = wanted ? !group.hidden : group.dataset.before === "1";
    if (!wanted) delete group.dataset.before;
  }
}
