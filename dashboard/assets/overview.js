/* Overview: print, onto a wall, and away from it. */
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("[data-rp-print]")) window.print();
    if (target.closest("[data-rp-wall]")) {
      const address = new URL(location.href);
      address.searchParams.set("wall", "1");
      location.assign(address);
    }
  });
  document.addEventListener("keydown", (event) => {
    const leave = event.key === "Escape" && document.querySelector(".rp-wall-leave");
    if (leave) leave.click();
  });
  // Said of the root by a class: a rule of :has() there makes every change anywhere a question of style for the whole page.
  const root = document.documentElement;
  new MutationObserver(() => {
    const on = location.search.includes("wall=") && document.querySelector(".rp-wall") !== null;
    if (on !== root.classList.contains("rp-on-wall")) root.classList.toggle("rp-on-wall", on);
  }).observe(root, { childList: true, subtree: true });
})();
