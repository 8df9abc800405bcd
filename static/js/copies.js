// This browser's copies of words that were not saved (drafts.js makes them) go when they are needed no more: after the
// version was saved with them, and when their writer signs out. Copies of other people who write here stay.
(() => {
  const way = document.querySelector('form[action="/sign-out"][data-person]');
  if (!way) return;
  const mine = `commonspace-draft:${way.dataset.person}:`;
  const drop = (which) => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(mine) && which(key)) localStorage.removeItem(key);
    } catch {
      return;
    }
  };
  way.addEventListener("submit", () => drop(() => true));
  // A save leads from the form to the text. A copy that was being saved then has arrived.
  const from = document.referrer && new URL(document.referrer);
  const saved = from && from.origin === location.origin && /\/(edit|versions|proposals|new|draft)$/.test(from.pathname);
  if (saved && /^\/[^/]+\/[^/]+-[^/]+$/.test(location.pathname)) {
    drop((key) => !key.endsWith(":set-aside") && JSON.parse(localStorage.getItem(key)).saving);
  }
})();
