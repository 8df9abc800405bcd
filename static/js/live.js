// A page that follows its consultation. The stream tells codes only; the page is fetched again as this person may see
// it, and the regions marked data-live (each with an id) that have changed are put in place.
// Nothing moves: focus, scroll, a selection and what is typed stay. Without this script a reload shows the same.
{
  const { stream: address, from, about, words } = document.currentScript.dataset;
  const say = JSON.parse(words);
  const regions = (root) => [...root.querySelectorAll("[data-live][id]")];
  const bare = (region) => {
    const copy = region.cloneNode(true);
    copy.querySelectorAll("[name=csrf_token], [data-notice]").forEach((part) => part.remove());
    copy.querySelectorAll("time, .deadline strong").forEach((time) => time.replaceChildren());
    return copy.outerHTML.replace(/ data-htmx-powered="\w*"| class=""|\bis-new\b/g, "").replace(/\s+/g, " ");
  };
  // A page that shows a part of what it follows names the whole of it.
  const whole = document.querySelector("[data-live-page]")?.dataset.livePage;
  const was = new Map(regions(document).map((region) => [region.id, bare(region)]));
  const pending = new Map();
  const names = new Set();
  const status = Object.assign(document.createElement("p"), { className: "unseen", role: "status" });
  status.setAttribute("aria-live", "polite");
  document.body.append(status);
  let mark = from, stream, again, soon, saying, failures = 0, looking, missed, stopped;

  const changed = (field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
    : field.options ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((o) => o.defaultSelected))
    : field.value !== field.defaultValue;
  const fields = (region) => [...region.querySelectorAll("input, select, textarea")];
  const busy = (region, fresh) => {
    const chosen = getSelection();
    return region.contains(document.activeElement) || fields(region).some(changed)
      || (!chosen.isCollapsed && chosen.getRangeAt(0).intersectsNode(region))
      || region.querySelectorAll("textarea").length > fresh.querySelectorAll("textarea").length;
  };

  // What stands first on the screen stays where it is, whatever grows above it.
  const still = (change) => {
    const seen = [...document.querySelectorAll("main [id]")].map((e) => [e.id, e.getBoundingClientRect()])
      .filter(([, box]) => box.height && box.top >= 0 && box.top < innerHeight);
    change();
    const kept = seen.find(([id]) => document.getElementById(id));
    if (kept && scrollY) scrollBy(0, document.getElementById(kept[0]).getBoundingClientRect().top - kept[1].top);
  };

  const swap = (region, fresh) => {
    const kept = fields(region).filter(changed).map((f) => [f.id, f.value, f.checked]);
    const unknown = [...fresh.querySelectorAll("[id]")].filter((e) => !document.getElementById(e.id));
    const marked = unknown.length ? unknown.filter((e) => !unknown.some((o) => o !== e && o.contains(e))) : [fresh];
    document.querySelector(`[data-notice="${CSS.escape(region.id)}"]`)?.remove();
    region.replaceWith(fresh);
    pending.delete(fresh.id);
    was.set(fresh.id, bare(fresh));
    for (const [id, value, checked] of kept) {
      const field = id && document.getElementById(id);
      if (field) Object.assign(field, field.type === "checkbox" || field.type === "radio" ? { checked } : { value });
    }
    window.htmx?.process(fresh);
    marked.forEach((e) => e.classList.add("is-new"));
    setTimeout(() => marked.forEach((e) => e.classList.remove("is-new")), 8000);
  };

  const notice = (text, action) => {
    const line = Object.assign(document.createElement("p"), { className: "changed on-screen" });
    line.append(Object.assign(document.createElement("span"), { textContent: text }), action);
    return line;
  };
  const offer = (region, fresh) => {
    if (!pending.has(region.id)) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button is-plain", textContent: say.show });
      const line = notice(say.changed, button);
      line.dataset.notice = region.id;
      button.onclick = () => {
        const next = pending.get(fresh.id);
        still(() => swap(document.getElementById(fresh.id), next));
        next.tabIndex = -1;
        next.focus({ preventScroll: true });
      };
      region.before(line);
    }
    pending.set(region.id, fresh);
  };

  // The page cannot be brought up to date where it is: it is another page now, or nobody answers.
  const part = (text, word) => {
    if (stopped) return;
    stopped = true;
    leave();
    const link = Object.assign(document.createElement("a"), { href: location.href, textContent: word });
    link.onclick = () => location.reload();
    still(() => document.getElementById("main").prepend(notice(text, link)));
    status.textContent = text;
  };
  const stop = () => part(say.stopped, say.again);
  const another = () => part(say.changed, say.show);

  const look = async () => {
    if (looking) return void (missed = true);
    looking = true;
    missed = false;
    try {
      const answer = await fetch(whole ?? location.pathname + location.search, { cache: "no-cache" });
      if (!answer.ok) return answer.status < 500 ? stop() : void (missed = true);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if ([...was.keys()].some((id) => document.getElementById(id) && !page.getElementById(id))) return another();
      const found = regions(page).map((fresh) => [document.getElementById(fresh.id), document.adoptNode(fresh)])
        .filter(([region, fresh]) => region && bare(fresh) !== was.get(fresh.id));
      still(() => {
        for (const [region, fresh] of found) {
          if (bare(region) === bare(fresh)) { was.set(fresh.id, bare(fresh)); continue; }
          busy(region, fresh) ? offer(region, fresh) : swap(region, fresh);
          names.add((fresh.querySelector("h2, h3") || document.querySelector("h1")).textContent.trim());
        }
      });
      if (names.size) saying ||= setTimeout(() => {
        status.textContent = say.said.replace("%s", [...names].join(", "));
        names.clear();
        saying = 0;
      }, status.textContent ? 5000 : 0);
    } catch { missed = true; }
    finally {
      looking = false;
      if (missed && stream) later(2000);
    }
  };
  const later = (wait = 300) => { clearTimeout(soon); soon = setTimeout(look, wait); };

  const leave = () => { clearTimeout(again); stream?.close(); stream = null; };
  const follow = () => {
    if (stream || stopped || document.hidden) return;
    stream = new EventSource(`${address}?after=${encodeURIComponent(mark)}`);
    const hear = (kind, then) => stream.addEventListener(kind, (event) => { mark = event.lastEventId; then(event); });
    hear("ready", () => { failures = 0; if (missed) later(); });
    hear("reset", () => later());
    hear("change", (event) => {
      const { about: what, subject } = JSON.parse(event.data);
      if (!about || what !== "proposal" || about === subject) later();
    });
    stream.onerror = () => {
      leave();
      if (++failures > 6) stop(); else again = setTimeout(follow, 1000 * 2 ** failures);
    };
  };
  document.addEventListener("visibilitychange", () => { failures = 0; document.hidden ? leave() : follow(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", follow);
}
