// Tells the others of the group in which field one is writing, and shows who else is. Every twenty seconds, at each
// keeping of the draft, and once more when the page is left. Nothing is said twice and nothing moves.
const desk = document.querySelector("form[data-presence]");
if (desk) {
  let field = "";
  const tell = async (left = false) => {
    const body = new URLSearchParams(left ? { left: "1" } : { field });
    try {
      const answer = await fetch(desk.dataset.presence, {
        method: "POST",
        body,
        keepalive: left,
        headers: { "HX-Request": "true", "X-CSRF-Token": desk.elements.csrf_token.value },
      });
      if (left || !answer.ok) return;
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("present");
      const here = document.getElementById("present");
      if (here.textContent !== told.textContent) here.replaceChildren(...told.childNodes);
    } catch {
      return;
    }
  };
  desk.addEventListener("focusin", (event) => {
    if (event.target.name) field = event.target.name;
  });
  desk.addEventListener("draft:kept", () => tell());
  setInterval(() => document.visibilityState === "visible" && tell(), 20000);
  addEventListener("pagehide", () => tell(true));
  tell();
}
