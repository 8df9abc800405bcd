// Everything here can be done without it: it only saves the hand a way.

// A form that is clicked twice is sent once: the answer to the second would take the place of the first, which may hold
// what is shown only then. Whoever takes another button, or sends it again later, means it.
document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || form.method !== "post" || !button) return;
  if (button.dataset.sent) event.preventDefault();
  button.dataset.sent = "just now";
  setTimeout(() => delete button.dataset.sent, 1500);
});

// Keys for long sheets.
// In a form marked data-keys: J and K go to the next and the previous row, 1 to 9 choose in the row.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  const sheet = event.target.closest("[data-keys]") || document.querySelector("[data-keys]");
  if (!sheet) return;
  const rows = [...sheet.querySelectorAll(".choice, .weigh")].filter((row) => row.querySelector("input:not(:disabled)"));
  const here = rows.indexOf(event.target.closest(".choice, .weigh"));
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const row = rows[Math.min(Math.max(here + (key === "j" ? 1 : -1), 0), rows.length - 1)];
    const radio = row && (row.querySelector("input:checked:not(:disabled)") || row.querySelector("input:not(:disabled)"));
    if (radio) {
      radio.focus();
      event.preventDefault();
    }
  } else if (here >= 0 && /^[1-9]$/.test(key)) {
    const radio = rows[here].querySelectorAll("input[type=radio]")[Number(key) - 1];
    if (radio && !radio.disabled) {
      radio.focus();
      radio.click();
      event.preventDefault();
    }
  }
});
