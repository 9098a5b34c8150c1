/* Hover cards: over a table's head, an axis title or a field that is named like a column, what the column means. */
(function () {
  "use strict";
  const PLACES = "th, .ag-header-cell-text, .xtitle, .ytitle, .xtick text, .ytick text, .rp-field-name, .rp-field-label, legend, dt, [data-rp-term]";
  const card = () => document.getElementById("rp-glossary");
  let terms = null, timer = 0, over = null;

  const known = () => (terms = terms || JSON.parse(card().dataset.terms));
  /* "Energy, 0 to 1" and "Length (ms)" are Energy and Length. */
  const term = (place) => {
    const words = (place.dataset.rpTerm || place.textContent).trim();
    return [words, words.split(",")[0].trim(), words.split(" (")[0].trim()].find((one) => Object.hasOwn(known(), one));
  };

  function show(place, name) {
    const box = card(), told = known()[name], at = place.getBoundingClientRect();
    box.querySelector(".rp-term").textContent = name;
    box.querySelector(".rp-meaning").textContent = told.means;
    box.querySelector("code").textContent = told.name;
    box.querySelector(".rp-soft").textContent = told.range ? ` ${told.range}` : "";
    box.hidden = false;
    const size = box.getBoundingClientRect(), below = at.bottom + 6 + size.height < window.innerHeight;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8))}px`;
    box.style.top = `${Math.max(8, below ? at.bottom + 6 : at.top - size.height - 6)}px`;
    over = place;
  }

  function hide() { clearTimeout(timer); over = null; if (card()) card().hidden = true; }

  function look(event, wait) {
    const at = event.target instanceof Element ? event.target : null;
    if (!at || !card()) return;
    if (at.closest("#rp-glossary")) { clearTimeout(timer); return; }
    const place = at.closest(PLACES), name = place && term(place);
    clearTimeout(timer);
    if (!name) { if (over) timer = setTimeout(hide, 200); return; }
    if (place !== over) timer = setTimeout(() => show(place, name), wait);
  }

  document.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") look(event, 350); });
  document.addEventListener("focusin", (event) => {
    const head = event.target instanceof Element ? event.target.closest(".ag-header-cell") : null;
    look(head ? { target: head.querySelector(".ag-header-cell-text") } : event, 0);
  });
  document.addEventListener("scroll", hide, true);
  document.addEventListener("click", (event) => { if (!(event.target instanceof Element && event.target.closest("#rp-glossary"))) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();
