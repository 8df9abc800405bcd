// The desk keeps what is typed: on the server two seconds after the last key, in this browser at every pause. Words are
// taken back only when their writer says so; nothing here moves the focus or the page. The words said are in
// templates/drafting/_draft_aside.html. Without this script the button "Keep as my draft" does it by hand.
const form = document.querySelector("form[data-draft]");
if (form) {
  const { draft: address, person } = form.dataset;
  const key = `commonspace-draft:${person}:${address}`;
  const aside = `${key}:set-aside`;
  const words = document.getElementById("draft-words").content;
  const line = document.getElementById("draft-state");
  const live = document.getElementById("draft-said");
  const stroke = form.elements.stroke;
  const PAUSE = 400, REST = 2000, LONGEST = 15000;
  const NOT_WORDS = ["csrf_token", "stroke", "place"], NOT_COMPARED = ["tab", "kind", "base_version", "drawn"];

  const entries = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_WORDS.includes(name));
  const text = (typed) => JSON.stringify(typed.filter(([name]) => !NOT_COMPARED.includes(name)));
  const base = (typed) => Number((typed.find(([name]) => name === "base_version") || [])[1] || 0);
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const clock = (at) => new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const day = (at) => new Date(at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });

  if (!form.elements.tab.value) {
    form.elements.tab.value = [...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("");
  }
  document.getElementById("draft-keep").hidden = true;

  let kept = text(entries());
  let kind = "", stored = true, busy = false, leaving = false, stopped = false, failures = 0, renewed = false;
  let since = 0, pause = 0, rest = 0, again = 0;

  // What is said. Read out only when it is of another kind than before: not at every keeping.
  const drawn = (name, time) => {
    const found = words.querySelector(`[data-kind="${name}"]`).cloneNode(true);
    for (const node of [found, ...found.querySelectorAll("*")]) {
      for (const part of node.childNodes) if (part.nodeType === 3) part.data = part.data.replace("{time}", time || "");
    }
    return found;
  };
  const say = (name, { time, more } = {}) => {
    const said = drawn(name, time);
    if (more) said.querySelector("span").textContent = more;
    line.replaceChildren(...said.childNodes);
    line.closest(".hand-in").firstElementChild.hidden = true;
    if (name !== kind) live.textContent = [...line.childNodes].filter((node) => node.nodeName !== "BUTTON").map((node) => node.textContent).join("");
    kind = name;
  };

  // This browser's own copy.
  const read = (where) => {
    try {
      return JSON.parse(localStorage.getItem(where));
    } catch {
      return null;
    }
  };
  const forget = (where) => {
    try {
      localStorage.removeItem(where);
    } catch {
      return;
    }
  };
  const store = (saving = false) => {
    clearTimeout(pause);
    if (leaving && !saving) return;
    try {
      localStorage.setItem(key, JSON.stringify({ typed: entries(), stroke: Number(stroke.value), at: Date.now(), saving }));
      stored = true;
    } catch {
      stored = false;
    }
  };

  const send = (typed, leave = false) => {
    const body = new URLSearchParams(typed);
    body.set("stroke", stroke.value);
    const small = body.toString().length < 60000;
    return fetch(address, {
      method: "POST",
      body,
      keepalive: leave && small,
      headers: { "HX-Request": "true", "X-CSRF-Token": form.elements.csrf_token.value },
    });
  };
  const fragment = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  // After a session has ended: whoever is signed in now, with a token that is good for that session.
  const renew = async () => {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.status === 401) return "signed-out";
    if (!answer.ok) return "refused";
    const state = (await fragment(answer)).getElementById("draft-state");
    if (state.dataset.person !== person) return "somebody-else";
    form.elements.csrf_token.value = state.dataset.token;
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRF-Token": state.dataset.token }));
    return "";
  };

  const later = (wait) => {
    clearTimeout(again);
    again = setTimeout(keep, wait);
  };

  const failed = (name) => {
    if (leaving) return;
    store();
    say(name === "offline" && !stored ? "unstored" : name);
    failures += 1;
    later(Math.min(2000 * 2 ** failures, 60000));
  };

  async function keep() {
    clearTimeout(rest);
    const typed = entries();
    if (busy || stopped || leaving || text(typed) === kept) return;
    busy = true;
    since = 0;
    try {
      const answer = await send(typed);
      if (answer.ok) {
        const state = (await fragment(answer)).getElementById("draft-state");
        stroke.value = state.dataset.stroke;
        kept = text(typed);
        failures = 0;
        renewed = false;
        if (text(entries()) === kept) forget(key);
        say("kept", { time: clock(Date.now()) });
        form.dispatchEvent(new CustomEvent("draft:kept"));
      } else if (answer.status === 409) {
        const state = (await fragment(answer)).getElementById("draft-state");
        stroke.value = state.dataset.stroke;
        store();
        if ("kept" in state.dataset) {
          stopped = true;
          say("other");
        } else {
          later(0);
        }
      } else if (answer.status === 401 || answer.status === 403) {
        const why = renewed ? "refused" : await renew();
        renewed = !why;
        if (!why) later(0);
        else if (why === "refused") {
          store();
          say("refused", { more: (await fragment(answer)).querySelector("b")?.textContent });
        } else failed(why);
      } else if (answer.status < 500) {
        store();
        say("refused", { more: (await fragment(answer)).querySelector("b")?.textContent });
      } else failed("offline");
    } catch {
      failed("offline");
    }
    busy = false;
    if (!failures && !stopped && kind !== "refused" && text(entries()) !== kept) later(REST);
  }

  form.addEventListener("input", () => {
    const now = Date.now();
    since ||= now;
    clearTimeout(pause);
    clearTimeout(rest);
    pause = setTimeout(store, PAUSE);
    rest = setTimeout(keep, Math.max(0, Math.min(REST, since + LONGEST - now)));
  });

  // The page is put away, perhaps for good: what is not kept yet is sent along, and stands in this browser besides.
  const putAway = () => {
    const typed = entries();
    if (leaving || text(typed) === kept) return;
    store();
    if (!stopped && !busy) send(typed, true).catch(() => {});
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      if (text(entries()) !== kept) store();
      keep();
    } else if (failures) later(0);
  });
  addEventListener("pagehide", putAway);
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
  addEventListener("online", () => later(0));
  addEventListener("focus", () => failures && later(0));
  addEventListener("beforeunload", (event) => {
    if (!leaving && !stored && text(entries()) !== kept) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(pause);
    clearTimeout(rest);
    clearTimeout(again);
    if (text(entries()) !== kept) store(true);
  });

  const open = () => {
    leaving = true;
    form.setAttribute("autocomplete", "off");
    location.assign(location.pathname + location.search);
  };

  // Words of this browser that the server never got. A version saved with them, or a draft emptied since, settles it.
  const offer = (copy, where) => {
    const box = drawn("offer", day(copy.at));
    box.addEventListener("click", async (event) => {
      const act = event.target.dataset.do;
      if (act === "drop") {
        forget(where);
        box.remove();
      } else if (act === "use") {
        const tab = copy.typed.map(([name, value]) => [name, name === "tab" ? form.elements.tab.value : value]);
        const answer = await send(tab).catch(() => null);
        if (!answer?.ok) return say("offline");
        forget(where);
        forget(key);
        open();
      }
    });
    document.getElementById("draft-notice").append(box);
  };
  const settled = (copy) =>
    text(copy.typed) === kept ||
    (copy.saving && (("emptied" in form.dataset && Number(stroke.value) > copy.stroke) || Number(form.dataset.mine || 0) > base(copy.typed)));

  line.addEventListener("click", (event) => {
    const act = event.target.dataset.do;
    if (act === "take") {
      forget(key);
      open();
    } else if (act === "mine") {
      stopped = false;
      keep();
    }
  });

  if ("unkept" in form.dataset) {
    kept = "";
    later(0);
  } else {
    const copy = read(key);
    if (copy && !settled(copy)) localStorage.setItem(aside, JSON.stringify({ ...copy, saving: false }));
    forget(key);
    const old = read(aside);
    if (old && settled(old)) forget(aside);
    else if (old) offer(old, aside);
  }
}
