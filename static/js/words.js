// The number of words in a part of the front matter, while one writes. Without this script it is counted when the page
// is drawn.
document.addEventListener("input", (event) => {
  const shown = event.target.matches("textarea") && document.querySelector(`output[for="${event.target.id}"]`);
  if (shown) shown.value = event.target.value.split(/\s+/u).filter(Boolean).length;
});
