/* Values in AG Grid cells, by the rules of dashboard/format.py, which is the reference. */
(function () {
  "use strict";
  const missing = "\u2013", minus = "\u2212";
  const keys = ["C", "C♯/D♭", "D", "D♯/E♭", "E", "F", "F♯/G♭", "G", "G♯/A♭", "A", "A♯/B♭", "B"];
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  function number(value, decimals) {
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    return value < 0 && /[1-9]/.test(text) ? minus + text : text;
  }
  function duration(value) {
    const total = Math.round(value / 1000), h = Math.floor(total / 3600), m = Math.floor((total % 3600) / 60), s = String(total % 60).padStart(2, "0");
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  }
  function date(value) {
    const [y, m, d] = String(value).slice(0, 10).split("-").map(Number);
    return `${d} ${months[m - 1]} ${y}`;
  }
  const ways = {
    number, integer: number, duration, date,
    plain: (v) => String(v),
    flag: (v) => (v ? "yes" : "no"),
    key: (v) => keys[v] || String(v),
    mode: (v) => ["minor", "major"][v] || String(v),
    text: (v) => String(v),
  };

  /* Slider tooltips of lengths. */
  (window.dccFunctions = window.dccFunctions || {}).rpDuration = duration;

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  functions.rpFormat = function (value, how, decimals) {
    if (value === null || value === undefined || value === "" || Number.isNaN(value)) return missing;
    return (ways[how] || ways.text)(value, decimals);
  };
})();
