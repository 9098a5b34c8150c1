/* Data & models in the browser: a file is sent as it is, with its progress and a way to stop; rejected rows are read anew. */
(function () {
  "use strict";
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const find = (selector) => document.querySelector("#data-upload " + selector);
  const hide = (selector, hidden) => { const part = find(selector); if (part) part.classList.toggle("rp-hidden", hidden); };
  const value = (id) => (document.getElementById(id) || { value: "" }).value || "";
  const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);

  let request = null;

  function refuse(what, hint) {
    hide(".rp-sending", true);
    hide(".rp-refused", false);
    find(".rp-refused p").textContent = what;
    find(".rp-refused span").textContent = hint || "";
  }

  function tell(file, share) {
    const percent = Math.floor(share * 100), bar = find(".rp-sending .rp-progress");
    if (!bar) return;
    find(".rp-sending-words").textContent =
      share < 1 ? `Sending ${file.name}: ${percent}% of ${megabytes(file.size)} MB` : `Storing ${file.name}`;
    bar.firstElementChild.style.width = percent + "%";
    bar.setAttribute("aria-valuenow", percent);
  }

  function answered(file) {
    const status = request.status, text = request.responseText;
    request = null;
    if (!find(".rp-sending")) return;
    hide(".rp-sending", true);
    if (status === 200) { dash.set_props("data-watched", { data: JSON.parse(text).job }); return; }
    if (status === 413) { refuse(`${file.name} is larger than may be sent.`, find(".rp-drop").dataset.rpMostWords); return; }
    const lines = status === 400 ? text.split("\n") : ["The server could not take the file.", "Its log says more."];
    refuse(lines[0], lines[1]);
  }

  function send(file) {
    const drop = find(".rp-drop"), most = Number(drop.dataset.rpMost);
    hide(".rp-refused", true);
    if (request) { refuse("One file is being sent already.", "Wait until it has arrived, or cancel it."); hide(".rp-sending", false); return; }
    if (file.size > most) {
      refuse(`${file.name} has ${megabytes(file.size)} MB; ${megabytes(most)} MB is the most that may be sent.`, "In a terminal: repertoire load FILE --publish");
      return;
    }
    const about = new URLSearchParams({
      name: file.name, modified: file.lastModified || "", kind: value("data-kind"), collection: value("data-collection"), as_of: value("data-as-of"),
    });
    request = new XMLHttpRequest();
    request.open("POST", drop.dataset.rpUpload + "?" + about);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) tell(file, event.loaded / event.total); });
    request.addEventListener("load", () => answered(file));
    request.addEventListener("error", () => { request = null; if (find(".rp-refused")) refuse(`${file.name} could not be sent.`, "Is the server still running? Has the file changed or been moved?"); });
    request.addEventListener("abort", () => { request = null; hide(".rp-sending", true); });
    hide(".rp-sending", false);
    tell(file, 0);
    request.send(file);
  }

  function several(files) {
    if (files.length === 1) send(files[0]);
    else if (files.length) refuse("One file at a time.", "A folder, or many files, in a terminal: repertoire load FOLDER --publish");
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("#data-stop-sending") && request) request.abort();
    if (!target.closest("#data-choose")) return;
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.addEventListener("change", () => several(chooser.files));
    chooser.click();
  });

  /* A file that misses its place must not replace the page. */
  const isFile = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const place = (event) => (event.target instanceof Element ? event.target.closest("#data-upload") : null);
  document.addEventListener("dragover", (event) => {
    if (!isFile(event) || !find(".rp-drop")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = place(event) ? "copy" : "none";
    find(".rp-drop").classList.toggle("rp-over", Boolean(place(event)));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget && find(".rp-drop")) find(".rp-drop").classList.remove("rp-over");
  });
  document.addEventListener("drop", (event) => {
    if (!isFile(event) || !find(".rp-drop")) return;
    event.preventDefault();
    find(".rp-drop").classList.remove("rp-over");
    if (place(event)) several(event.dataTransfer.files);
  });

  dash.data = {
    /* What the reader started stands in the card at the top. */
    watch(job) {
      const card = document.getElementById("data-upload");
      if (job && card) card.scrollIntoView({ block: "nearest" });
    },
    refresh() {
      if (window.dash_ag_grid) window.dash_ag_grid.getApiAsync("data-reject-grid").then((api) => api.purgeInfiniteCache());
    },
  };
})();
