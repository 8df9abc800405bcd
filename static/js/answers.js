// The work list of a round by keyboard; everything on it is done by its links and buttons as well.
// J and K follow the links to the next and the previous comment, 1 to 8 choose what becomes of it, R goes to the reason,
// Control and Enter press the first button of the form, with Shift the last. Letters and figures count only while the
// comment has the focus or nothing has; no key is taken inside a text field but Control with Enter, and Escape, which
// leaves it.
const article = document.querySelector("[data-answer]");
const words = document.getElementById("keys");
if (article && words) {
  const form = article.querySelector("form[method=post]");
  const status = words.querySelector("[role=status]");
  let touched = false;
  let asked = "";
  const say = (sentence) => {
    status.textContent = sentence;
  };
  // A screen reader begins with the comment that was asked for, as the address says it.
  if (location.hash === `#${article.id}`) article.focus();
  if (form) {
    form.addEventListener("input", () => (touched = true));
    form.addEventListener("submit", () => (touched = false));
  }
  const follow = (rel) => {
    const link = article.querySelector(`a[rel=${rel}]`);
    if (!link) return;
    if (touched && asked !== rel) {
      asked = rel;
      say(words.dataset.unsaved);
      return;
    }
    link.click();
  };
  const choose = (number) => {
    const radio = form && form.querySelectorAll("input[type=radio][name=code]")[number - 1];
    if (!radio) return;
    radio.focus();
    radio.click();
    say("");
  };
  const send = (last) => {
    if (!form) return;
    const buttons = form.querySelectorAll("button[type=submit]");
    const button = buttons[last ? buttons.length - 1 : 0];
    if (!button) return;
    if (!form.querySelector("input[type=radio][name=code]:checked")) say(words.dataset.choose);
    else button.click();
  };
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const inForm = form && form.contains(target);
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      // Another form on the page is sent by its own button.
      if (target.closest("form") && !inForm) return;
      event.preventDefault();
      send(event.shiftKey);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    // Letters and figures count where the comment has the focus, or nothing has.
    if (target !== document.body && !article.contains(target)) return;
    const typing = target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;
    if (key === "Escape" && typing && inForm) {
      article.focus();
      return;
    }
    if (typing) return;
    const letter = key.toLowerCase();
    if (letter === "j") follow("next");
    else if (letter === "k") follow("prev");
    else if (letter === "r" && form && form.querySelector("textarea")) form.querySelector("textarea").focus();
    else if (/^[1-8]$/.test(key)) choose(Number(key));
    else return;
    event.preventDefault();
  });
}
