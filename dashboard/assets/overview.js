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
})();
