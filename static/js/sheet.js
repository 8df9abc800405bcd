// The voting sheet saves the hand a way: a row that was changed offers to be recorded alone.
// Without this script the one button at the foot records the whole sheet.
const offer = (event) => {
  const row = event.target.closest(".choice");
  const record = row && row.querySelector("[data-record]");
  if (record) record.hidden = false;
};
document.addEventListener("change", offer);
document.addEventListener("input", offer);
