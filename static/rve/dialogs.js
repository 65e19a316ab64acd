// Buttons with data-dialog="id" open the dialog; the browser keeps the focus inside and gives it back.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-dialog]");
  const dialog = button && document.getElementById(button.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

// A click on the dimmed page outside the dialog closes it.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.matches("dialog.dialog")) event.target.close();
});
