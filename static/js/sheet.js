// The voting sheet is saved as one goes: a row is recorded when its position is chosen, or its reason is there and left.
// One request of a row is under way at a time; what was chosen meanwhile goes after it, so that the last choice counts
// whatever the net does. Controls stay in place, and so do focus and what is typed: only what they were drawn with is
// brought up to date. Without this script the one button at the foot records the whole sheet.
const sheet = document.getElementById("sheet");
const say = JSON.parse(sheet.dataset.words);
const states = new Map();
const rowOf = (element) => element.closest?.("#sheet .choice");
const fieldsOf = (row) => [...row.querySelectorAll("input, textarea, select")];
const chosen = (row) => row.querySelector("[type=radio]:checked");
const typed = (row) => fieldsOf(row)
  .filter((f) => f.name && (f.type !== "radio" || f.checked)).map((f) => [f.name, f.value]);
const said = (row) => JSON.stringify(typed(row).filter(([name]) => !name.endsWith("-turn")));
const offer = (row, shown = true) => { row.querySelector("[data-record]").hidden = !shown; };

// Whether there is all that the position needs: what lacks its reason waits for it.
const whole = (row) => {
  const radio = chosen(row);
  return radio && (!("reason" in radio.dataset) || row.querySelector("textarea").value.trim());
};

const complain = (row, words) => {
  const id = `error-${row.id}`;
  row.querySelectorAll(".error").forEach((e) => e.remove());
  const reason = row.querySelector("textarea");
  reason?.removeAttribute("aria-invalid");
  row.querySelectorAll(".is-wrong").forEach((e) => e.classList.remove("is-wrong"));
  if (!words) return row.removeAttribute("aria-describedby");
  const line = Object.assign(document.createElement("p"), { className: "error", id, textContent: words });
  line.setAttribute("role", "alert");
  row.querySelector(".take").prepend(line);
  row.setAttribute("aria-describedby", id);
};

// What the controls were drawn with, as the server has it now; what is chosen and typed stays.
const redraw = (row, fresh) => {
  for (const field of fieldsOf(row)) {
    const now = [...fresh.querySelectorAll("input, textarea, select")]
      .find((f) => f.name === field.name && (f.type !== "radio" || f.value === field.value));
    if (!now) continue;
    if (field.type === "radio") { const on = field.checked; field.defaultChecked = now.defaultChecked; field.checked = on; }
    else if (field.options) {
      const { value } = field;
      [...field.options].forEach((o, n) => { o.defaultSelected = now.options[n].defaultSelected; });
      field.value = value;
    } else if (field.type === "hidden") field.value = now.value;
    else { const { value } = field; field.defaultValue = now.defaultValue; field.value = value; }
  }
};

const settle = (id, fresh) => {
  const old = document.getElementById(id);
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement);
  if (!focused) return old.replaceWith(fresh);
  // Somebody stands on a link or an opened receipt in it: only its words change.
  old.querySelectorAll("[role=status]").forEach((e, n) => e.replaceWith(fresh.querySelectorAll("[role=status]")[n] ?? ""));
};

const send = async (row) => {
  const state = states.get(row.id) ?? states.set(row.id, {}).get(row.id);
  clearTimeout(state.soon);
  state.soon = 0;
  if (state.under) return void (state.again = true);
  state.under = true;
  state.again = false;
  const was = said(row);
  const body = new URLSearchParams([["only", row.id], ...typed(row)]);
  for (const name of ["csrf_token", "delegation", "show"]) body.set(name, sheet.elements[name].value);
  let fresh, part, status = 0;
  try {
    const answer = await fetch(sheet.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: `${body}`.length < 60000 });
    part = new DOMParser().parseFromString(await answer.text(), "text/html");
    ({ status } = answer);
    fresh = part.getElementById(row.id);
    if (fresh) {
      settle("hand-in", part.getElementById("hand-in"));
      const table = part.querySelector("[id^=given-in-]");
      if (table) settle(table.id, table);
    }
  } catch { /* nobody answered: said below */ }
  state.under = false;
  if (!fresh || !fresh.querySelector("[type=radio]")) {
    complain(row, part?.querySelector("#hand-in .refused p")?.textContent || say.lost);
    return offer(row);
  }
  settle(`given-${row.id}`, fresh.querySelector(".given"));
  if (state.again || said(row) !== was) {
    // What was answered is not what is chosen any more.
    if (status === 200) redraw(row, fresh);
    // A reason that is still being typed goes when it is left.
    if (whole(row) && (state.again || !row.querySelector("textarea:focus"))) return send(row);
    offer(row);
    return complain(row, "");
  }
  if (status === 200) redraw(row, fresh);
  else {
    // What was chosen and typed is still not recorded: only the turn it is held against moves on.
    const turn = fresh.querySelector("[name$=-turn]");
    if (turn) row.querySelector("[name$=-turn]").value = turn.value;
  }
  complain(row, [...fresh.querySelectorAll(".error")].map((e) => e.textContent).join(" "));
  offer(row, status !== 200);
  if (fresh.querySelector("textarea[aria-invalid]")) {
    const reason = row.querySelector("textarea");
    reason.setAttribute("aria-invalid", "true");
    if (row.contains(document.activeElement)) reason.focus();
  }
  if (status === 200) document.querySelector(`[data-notice="take-${CSS.escape(row.id)}"]`)?.remove();
};

let arrows = false;
document.addEventListener("keydown", (event) => { arrows = event.key.startsWith("Arrow"); }, true);
document.addEventListener("pointerdown", () => { arrows = false; }, true);
sheet.addEventListener("change", (event) => {
  const row = rowOf(event.target);
  if (!row) return;
  if (!whole(row)) return offer(row);
  // With the arrows one passes over what one does not mean.
  const wait = arrows && event.target.type === "radio" ? 900 : 0;
  const state = states.get(row.id) ?? states.set(row.id, {}).get(row.id);
  clearTimeout(state.soon);
  wait ? (state.soon = setTimeout(send, wait, row)) : send(row);
});
sheet.addEventListener("input", (event) => event.target.matches("textarea") && offer(rowOf(event.target)));
sheet.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  const state = row && states.get(row.id);
  if (state?.soon && !row.contains(event.relatedTarget)) send(row);
});
sheet.addEventListener("click", (event) => {
  const button = event.target.closest("[data-record] button");
  if (!button) return;
  event.preventDefault();
  send(rowOf(button));
});
