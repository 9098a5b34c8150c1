/* Whoever may only look: what changes something is marked as disabled, with the reason, and is not pressed (dashboard/editing.py). */
(function () {
  "use strict";
  const viewer = () => document.getElementById("rp-viewer");

  function mark() {
    const told = viewer();
    if (!told) return;
    document.querySelectorAll(told.dataset.edits).forEach((one) => {
      if (one.getAttribute("aria-disabled") === "true") return;
      one.setAttribute("aria-disabled", "true");
      one.setAttribute("aria-describedby", "rp-viewer");
      one.title = told.textContent;
      if (one.tagName === "INPUT") one.readOnly = true;
    });
  }

  function stop(event) {
    const told = viewer(), at = event.target instanceof Element ? event.target : null;
    if (!told || !at) return;
    const edits = at.closest(told.dataset.edits) || (event.type === "drop" && document.querySelector(".rp-drop-file"));
    if (!edits || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.rpSay(told.textContent);
  }

  for (const kind of ["click", "dblclick", "keydown", "drop"]) window.addEventListener(kind, stop, true);
  let waiting = 0;
  new MutationObserver(() => {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; mark(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
