// Passkeys: makes one on the page of one's account, signs in with one. What the device is asked and what it answers goes
// to the server as it is; the words said are in templates/people/_passkey_words.html. Where there is no script or the
// browser knows no passkeys, a sentence stands in place of the button, and a link by mail does the same.
const read = { create: "parseCreationOptionsFromJSON", get: "parseRequestOptionsFromJSON" };
const knows = window.PublicKeyCredential && navigator.credentials;
const able = (doing) => Boolean(knows && PublicKeyCredential[read[doing]] && PublicKeyCredential.prototype.toJSON);

// What a refusal of the browser means; it does not tell a question that was closed from a key that is not there.
const meaning = (doing, error, late) => {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return late ? "late" : doing === "get" ? "cancelled" : "not-made";
  return { InvalidStateError: "known", SecurityError: "elsewhere", ConstraintError: "not-made", NotSupportedError: "not-made" }[error.name] || "failed";
};

const send = async (form, address, more = {}) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const answer = await fetch(address, {
    method: "POST",
    body,
    headers: { "X-CSRF-Token": form.elements.csrf_token.value, "HX-Request": "true" },
  });
  if ((answer.headers.get("Content-Type") || "").includes("json")) return answer.json();
  // A refusal of the house, drawn as a part of a page.
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert]");
  return { why_not: drawn ? drawn.textContent.trim() : "" };
};

const use = async (doing, form, say) => {
  let options;
  try {
    options = await send(form, form.dataset.begin);
  } catch {
    return say("offline");
  }
  if ("why_not" in options) return say("stale", options.why_not);
  say("waiting");
  const begun = Date.now();
  let key;
  try {
    key = await navigator.credentials[doing]({ publicKey: PublicKeyCredential[read[doing]](options) });
  } catch (error) {
    return say(meaning(doing, error, Date.now() - begun >= options.timeout));
  }
  let answer;
  try {
    answer = await send(form, form.dataset.finish, { credential: JSON.stringify(key) });
  } catch {
    return say("offline");
  }
  if ("to" in answer) return location.assign(answer.to);
  return say("stale", answer.why_not);
};

for (const place of document.querySelectorAll("[data-passkey]")) {
  const doing = place.dataset.passkey;
  const form = place.querySelector("form");
  if (doing === "offer") {
    place.hidden = !able("create");
    continue;
  }
  const words = document.getElementById("passkey-words").content;
  const line = place.querySelector("[data-said]");
  const say = (kind, sentence) => {
    line.textContent = sentence || words.querySelector(`[data-kind="${kind}"]`).textContent;
  };
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await use(doing, form, say);
    busy = false;
  });
  place.hidden = false;
  form.hidden = !able(doing);
  place.querySelector("[data-unable]").hidden = able(doing);
}
