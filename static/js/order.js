// Drag an entry of the outline to its place; the whole order is sent when it is dropped. Without this script, and by
// keyboard, the buttons Up and Down of each entry do the same.
document.querySelectorAll("form[data-order]").forEach((form) => {
  let held = null;
  let follower = null;
  form.querySelectorAll("li").forEach((entry) => {
    entry.draggable = true;
  });
  form.addEventListener("dragstart", (event) => {
    held = event.target.closest("li");
    if (!held) return;
    follower = held.nextElementSibling;
    event.dataTransfer.effectAllowed = "move";
  });
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!held || !over) return;
    event.preventDefault();
    if (over === held) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });
  form.addEventListener("drop", (event) => event.preventDefault());
  form.addEventListener("dragend", (event) => {
    // Dropped elsewhere, or taken back with Escape: the entry stands where it stood.
    if (held && event.dataTransfer.dropEffect === "none") held.parentElement.insertBefore(held, follower);
    else if (held) form.requestSubmit();
    held = null;
  });
});
