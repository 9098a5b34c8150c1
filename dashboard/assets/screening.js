/* Screening: sound files are sent together, as they are; the server answers with the number of the job that listens. */
(function () {
  "use strict";
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const drop = () => document.getElementById("screening-sound-drop");
  const say = (words) => { const place = document.getElementById("screening-sound-words"); if (place) place.textContent = words; };
  let request = null;

  function send(files) {
    if (!files.length) return;
    if (request) { say("Files are being sent already: wait until they have arrived."); return; }
    const size = [...files].reduce((sum, file) => sum + file.size, 0), most = Number(drop().dataset.rpMost);
    if (size > most) { say(`${(size / 2 ** 20).toFixed(0)} MB are more than the ${most / 2 ** 20} MB that may be sent. In a terminal: repertoire score FILE`); return; }
    const form = new FormData(), keep = document.querySelector("#screening-sound-keep input");
    for (const file of files) form.append("file", file, file.name);
    request = new XMLHttpRequest();
    request.open("POST", drop().dataset.rpSend + (keep && keep.checked ? "?keep=1" : ""));
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) say(`Sending: ${Math.floor((100 * event.loaded) / event.total)}%`); });
    request.addEventListener("load", () => {
      const status = request.status, text = request.responseText;
      request = null;
      if (status === 200) { say(""); dash.set_props("screening-sound-sent", { data: JSON.parse(text).job }); }
      else say(status === 400 ? text.trim().replace("\n", " ") : "The server could not take the files. Its log says more.");
    });
    request.addEventListener("error", () => { request = null; say("The files could not be sent. Is the server still running?"); });
    request.send(form);
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("#screening-sound-choose")) return;
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.multiple = true;
    chooser.addEventListener("change", () => send(chooser.files));
    chooser.click();
  });
  const isOurs = (event) => drop() && event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragover", (event) => { if (isOurs(event)) { event.preventDefault(); drop().classList.add("rp-over"); } });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget && drop()) drop().classList.remove("rp-over"); });
  document.addEventListener("drop", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    drop().classList.remove("rp-over");
    send(event.dataTransfer.files);
  });
})();
