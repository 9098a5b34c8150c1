/* Paper says where it came from: the address of the view, how new the data are, the day of printing. */
(function () {
  "use strict";
  const paper = window.matchMedia("print");

  function sign() {
    let line = document.getElementById("rp-printed");
    if (!line) {
      line = document.createElement("p");
      line.id = "rp-printed";
      line.className = "rp-printed";
      document.body.prepend(line);
    }
    const asOf = (document.getElementById("as-of") || { textContent: "" }).textContent;
    const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }).format(new Date());
    line.textContent = ["Repertoire", location.href.split("#")[0], asOf, `printed ${day}`].filter(Boolean).join(" · ");
  }

  window.addEventListener("beforeprint", sign);
  paper.addEventListener("change", (event) => { if (event.matches) sign(); });
})();
