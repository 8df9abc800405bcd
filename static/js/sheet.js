// The voting sheet saves the hand a way: a row that was changed offers to be recorded alone, and keeps the focus
// when it was. Without this script the one button at the foot records the whole sheet.
const offer = (event) => {
  const row = event.target.closest(".choice");
  const record = row && row.querySelector("[data-record]");
  if (record) record.hidden = false;
};
document.addEventListener("change", offer);
document.addEventListener("input", offer);

let sent = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-record] button");
  if (button) sent = button.value;
});
document.addEventListener("htmx:after:swap", () => {
  const row = sent && document.getElementById(sent);
  if (!row || (document.activeElement !== document.body && document.activeElement !== null)) return;
  const next = row.querySelector("[aria-invalid]:is(textarea)") || row.querySelector("input:checked");
  if (next) next.focus({ preventScroll: true });
});
