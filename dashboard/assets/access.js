/* Names for controls that Dash draws without one: they take the label, group or heading that stands beside them.
   A table that is wider than its place can be scrolled by keyboard. */
(function () {
  "use strict";
  const NAMELESS = ".dash-slider-thumb, .dash-range-slider-input, .dash-options-list[role='listbox'], input[type='number'], input[type='file']";

  function words(element) {
    for (let box = element.parentElement; box && box.id !== "main"; box = box.parentElement) {
      const name = box.getAttribute("aria-label");
      if (name) return name;
      const label = box.querySelector("label:not(.dash-options-list-option), legend, h2, h3, .rp-field-name");
      if (label && label.textContent.trim()) return label.textContent.trim();
    }
    return "Value";
  }

  function end(element) {
    if (element.classList.contains("dash-range-slider-min-input")) return ", from";
    return element.classList.contains("dash-range-slider-max-input") ? ", to" : "";
  }

  function name() {
    document.querySelectorAll(NAMELESS).forEach((element) => {
      const known = element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby") || (element.labels && element.labels.length);
      if (!known) element.setAttribute("aria-label", words(element) + end(element));
    });
    // A list that drops down says only what is chosen: its label goes before, and stands alone while nothing is chosen.
    document.querySelectorAll("button.dash-dropdown:not([data-rp-named])").forEach((element) => {
      element.dataset.rpNamed = "1";
      const label = document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
      element.setAttribute("aria-label", label ? label.textContent.trim() : words(element));
      const chosen = element.getAttribute("aria-labelledby");
      if (element.id && chosen) element.setAttribute("aria-labelledby", `${element.id} ${chosen}`);
    });
    // Hidden from screen readers, so it must not take the focus: it hands it to the button beside it.
    document.querySelectorAll(".dash-dropdown-focus-target[tabindex='0']").forEach((element) => {
      const button = element.parentElement.querySelector("button");
      if (!button) return;
      button.tabIndex = 0;
      element.tabIndex = -1;
    });
  }

  function reachScrolled() {
    document.querySelectorAll(".rp-table-wrap, .rp-scrolls").forEach((box) => {
      const wide = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (wide === box.hasAttribute("tabindex")) return;
      if (!wide) { ["tabindex", "role", "aria-label"].forEach((one) => box.removeAttribute(one)); return; }
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${(box.querySelector("caption") || { textContent: "Table" }).textContent}, scrolls`);
    });
  }

  // Sizes are not asked for at every frame: the browser would lay the page out again while tables and figures are drawn.
  let waiting = 0, measuring = 0;
  const look = () => {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; name(); });
    if (!measuring) measuring = setTimeout(() => { measuring = 0; reachScrolled(); }, 150);
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
  window.addEventListener("resize", look);
  document.addEventListener("toggle", look, true);
})();
