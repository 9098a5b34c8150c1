/* The panel of the button Shortlist: Enter adds, and after Add it closes. */
(function () {
  "use strict";
  document.addEventListener("keydown", (event) => {
    const at = event.target instanceof Element ? event.target.closest(".rp-shortlist-name") : null;
    if (!at || event.key !== "Enter") return;
    event.preventDefault();
    at.blur(); // what was typed is told before the button is pressed
    at.closest(".rp-shortlist").querySelector("[data-rp-shortlist]").click();
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-rp-shortlist]") : null;
    if (button) button.closest("details").open = false;
  });
})();
