/* Names for controls that Dash draws without one: they take the label, group or heading that stands beside them. */
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
    // Hidden from screen readers, so it must not take the focus: it hands it to the button beside it.
    document.querySelectorAll(".dash-dropdown-focus-target[tabindex='0']").forEach((element) => {
      const button = element.parentElement.querySelector("button");
      if (!button) return;
      button.tabIndex = 0;
      element.tabIndex = -1;
    });
  }

  let waiting = 0;
  new MutationObserver(() => {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; name(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
