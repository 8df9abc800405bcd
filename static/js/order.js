// Drag an entry of the outline to its place; the whole order is sent when it is dropped. Without this script, and by
// keyboard, the buttons Up and Down of each entry do the same.
document.querySelectorAll("form[data-order]").forEach((form) => {
  let held = null;
  form.querySelectorAll("li").forEach((entry) => {
    entry.draggable = true;
  });
  form.addEventListener("dragstart", (event) => {
    held = event.target.closest("li");
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!held || !over || over === held) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("dragend", () => {
    if (held) form.requestSubmit();
    held = null;
  });
});
