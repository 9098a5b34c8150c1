/* The search box by keyboard: arrows choose, Enter opens, Esc closes; it closes when the focus leaves it. */
(function () {
  "use strict";
  const box = () => document.getElementById("search-text");
  const list = () => document.getElementById("search-results");
  const options = () => [...list().querySelectorAll(".rp-search-option")];
  let chosen = -1, watched = null;

  /* Results that come late are drawn anew: the choice stays on its place. */
  const late = new MutationObserver(() => choose(Math.min(chosen, options().length - 1)));

  function show(open) {
    const input = box();
    if (!input || !list()) return;
    if (watched !== list()) {
      late.disconnect();
      late.observe((watched = list()), { childList: true });
    }
    list().hidden = !open;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-label", "Search tracks and artists");
    input.setAttribute("aria-controls", "search-results");
    input.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) choose(-1);
  }

  function choose(place) {
    const input = box();
    chosen = place;
    input.setAttribute("aria-expanded", String(!list().hidden && options().length > 0));
    options().forEach((option, i) => {
      if (i === place) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
      } else option.removeAttribute("aria-selected");
    });
    if (place >= 0) input.setAttribute("aria-activedescendant", options()[place].id);
    else input.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("focusin", (event) => { if (event.target === box()) show(true); });
  document.addEventListener("input", (event) => { if (event.target === box()) { show(true); choose(-1); } });
  document.addEventListener("focusout", (event) => {
    const around = document.getElementById("search");
    if (!around || !around.contains(event.target) || around.contains(event.relatedTarget)) return;
    show(false);
    const toggle = event.relatedTarget && event.relatedTarget.closest("[data-rp-search]");
    if (!toggle) document.documentElement.classList.remove("rp-search-open");
  });
  /* A press on a result must not take the focus first: the list would be gone before the click. */
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest("#search-results")) event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.target !== box()) return;
    const count = options().length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      show(true);
      const by = event.key === "ArrowDown" ? 1 : -1, at = chosen;
      choose(at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count);
    }
    if (event.key === "Enter" && count && !list().hidden) {
      event.preventDefault();
      options()[Math.max(0, chosen)].querySelector("a").click();
      box().blur();
    }
    if (event.key === "Escape" && !list().hidden && count) {
      event.preventDefault();
      show(false);
    }
  });
})();
