/* Rows onto the clipboard: those of a CSV (data-rp-rows is its address, or it stands in the menu), without the lines that say where it is from. */
(function () {
  "use strict";
  const MOST = 5000;

  /* CSV as lists of cells. Inside quotes a comma and a break are text, and two quotes are one. */
  function cells(text) {
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i += 1) {
      const c = text[i], row = rows[rows.length - 1];
      if (c === '"' && quoted && text[i + 1] === '"') { row[row.length - 1] += c; i += 1; }
      else if (c === '"') quoted = !quoted;
      else if (c === "," && !quoted) row.push("");
      else if (c === "\n" && !quoted) rows.push([""]);
      else if (c !== "\r" || quoted) row[row.length - 1] += c;
    }
    return rows.filter((row) => row.length > 1 || row[0]);
  }

  async function read(href) {
    if (href.startsWith("data:")) return decodeURIComponent(href.slice(href.indexOf(",") + 1)).replace(/^\ufeff/, "");
    const url = new URL(href, location.href);
    url.searchParams.set("provenance", "0");
    const answer = await fetch(url);
    const text = await answer.text();
    if (!answer.ok) throw new Error(text.split("\n")[0]);
    return text;
  }

  async function copy(href) {
    const text = (await read(href)).replace(/^(# [^\n]*\n)+/, "");
    const rows = cells(text);
    if (rows.length - 1 > MOST) throw new Error(`${(rows.length - 1).toLocaleString("en")} rows are too many to copy: export them`);
    const plain = rows.map((row) => row.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t")).join("\n");
    await window.rpCopy(plain);
    return `${(rows.length - 1).toLocaleString("en")} rows copied`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-rp-rows]");
    if (!button) return;
    const menu = button.closest("details");
    const href = button.dataset.rpRows || menu.querySelector("a[download]").href;
    copy(href).then(window.rpSay, (error) => window.rpSay(error.message));
    menu.open = false;
  });
})();
