// Select words in a numbered paragraph of a text, and a button offers to comment on them; C does the same. It fills
// the form for a comment with the part, the words and what stands around them, and leads to it. Without this script
// the link "Comment" beside each heading does, and the words can be quoted in the comment itself.
{
  const AROUND = 32;
  const text = document.getElementById("text");
  const label = text && text.dataset.quote;

  // The paragraph, its part and the words of a selection that lies within one paragraph with a permanent id.
  const chosen = () => {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const near = range.commonAncestorContainer;
    const paragraph = (near.nodeType === 1 ? near : near.parentElement).closest("#text .para[id^='p'] > div");
    const heading = paragraph && paragraph.closest(".clause").querySelector("h2[id^='f-']");
    if (!heading) return null;
    const plain = (part) => {
      const holder = document.createElement("div");
      holder.append(part.cloneContents());
      holder.querySelectorAll("sup, .small").forEach((mark) => mark.remove());
      holder.querySelectorAll("p, li, br").forEach((block) => block.after(" "));
      return holder.textContent;
    };
    const stretch = (...ends) => {
      const part = document.createRange();
      part.setStart(...ends[0]);
      part.setEnd(...ends[1]);
      return plain(part);
    };
    const exact = plain(range).trim();
    if (!exact || exact.length > 1000) return null;
    const before = stretch([paragraph, 0], [range.startContainer, range.startOffset]);
    const after = stretch([range.endContainer, range.endOffset], [paragraph, paragraph.childNodes.length]);
    return {
      range,
      field: heading.id.slice(2),
      quote: exact,
      prefix: before.slice(-AROUND),
      suffix: after.slice(0, AROUND),
    };
  };

  const comment = (words) => {
    const url = new URL(text.dataset.form, location.href);
    for (const name of ["field", "quote", "prefix", "suffix"]) url.searchParams.set(name, words[name]);
    const ready = () => {
      const form = document.getElementById("comment-form");
      const typing = form && form.querySelector("textarea[name=text]");
      if (typing) typing.focus();
    };
    const typed = document.querySelector("#comment-form textarea[name=text]");
    if (typed && typed.value.trim()) {
      // Something is being written: only the words are put into the form, and nothing typed is lost.
      const form = typed.form;
      form.elements.field.value = words.field;
      for (const name of ["quote", "prefix", "suffix"]) {
        const control = form.elements[name] || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
        control.value = words[name];
      }
      const said = form.querySelector("[data-on]") || form.insertBefore(document.createElement("p"), form.querySelector(".set"));
      said.dataset.on = "";
      const quoted = Object.assign(document.createElement("q"), { className: "at", textContent: words.quote });
      said.replaceChildren(`${text.dataset.on} `, quoted);
      return ready();
    }
    return window.htmx
      .ajax("GET", url.pathname + url.search, { target: "#comment-form", swap: "outerHTML" })
      .then(ready, () => { location.href = url; });
  };

  if (text && label && text.dataset.form) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button is-quote", textContent: label, hidden: true });
    button.setAttribute("aria-keyshortcuts", "C");
    document.body.append(button);
    // The selection is gone once the button is pressed, so it is kept.
    let words = null;
    let finger = false;
    document.addEventListener("pointerdown", (event) => { finger = event.pointerType === "touch"; }, true);
    const offer = () => {
      words = chosen();
      button.hidden = !words;
      if (!words) return;
      const box = words.range.getBoundingClientRect();
      // Under the words; the menu a telephone shows for a selection stands above them.
      const top = box.bottom + window.scrollY + (finger ? 48 : 8);
      const start = Math.min(Math.max(box.left, 8), window.innerWidth - button.offsetWidth - 8);
      button.style.setProperty("inset-block-start", `${top}px`);
      button.style.setProperty("left", `${start + window.scrollX}px`);
    };
    let wait = 0;
    document.addEventListener("selectionchange", () => {
      clearTimeout(wait);
      if (document.activeElement !== button) wait = setTimeout(offer, 250);
    });
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      button.hidden = true;
      if (words) comment(words);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") button.hidden = true;
      if (event.key.toLowerCase() !== "c" || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target.matches("input, textarea, select, [contenteditable]")) return;
      const now = chosen();
      if (!now) return;
      event.preventDefault();
      button.hidden = true;
      comment(now);
    });
  }
}
