/* Small clientside functions: theme, links, keys, popovers, PNG download. No request leaves the page. */
(function () {
  "use strict";
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
  const remember = (theme) => { try { localStorage.setItem("rp-theme", theme); } catch (blocked) { /* private mode */ } };
  const remembered = () => { try { return localStorage.getItem("rp-theme"); } catch (blocked) { return null; } };

  /* The page's index applies the theme before the first paint; this is the fallback for other indexes. */
  if (!root.dataset.bsTheme) root.dataset.bsTheme = remembered() || (systemDark.matches ? "dark" : "light");

  function setTheme(theme) { root.dataset.bsTheme = theme; return theme; }

  function say(text) {
    let box = document.getElementById("rp-said");
    if (!box) {
      box = document.createElement("div");
      box.id = "rp-said";
      box.className = "rp-said";
      box.setAttribute("role", "status");
      document.body.appendChild(box);
    }
    box.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { box.textContent = ""; }, 3000);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.repertoire = {
    /* Store of the theme: as painted at first, the other one after each press. */
    theme(presses) {
      if (!presses) return root.dataset.bsTheme;
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      remember(next);
      return setTheme(next);
    },
    /* Marks the menu entry of the page that is open: the longest path that fits. */
    markPage(path) {
      const links = [...document.querySelectorAll("a.rp-nav, a.rp-tab")];
      const fits = (a) => a.pathname === path || (a.pathname !== "/" && path.startsWith(a.pathname.replace(/\/$/, "") + "/"));
      const best = Math.max(0, ...links.filter(fits).map((a) => a.pathname.length));
      links.forEach((a) => {
        if (fits(a) && a.pathname.length === best) a.setAttribute("aria-current", "page");
        else a.removeAttribute("aria-current");
      });
      document.querySelectorAll("details[data-rp-closes][open]").forEach((d) => { d.open = false; });
    },
  };

  systemDark.addEventListener("change", (event) => {
    if (remembered()) return;
    const theme = setTheme(event.matches ? "dark" : "light");
    if (window.dash_clientside.set_props) window.dash_clientside.set_props("theme", { data: theme });
  });

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      const field = document.createElement("textarea");
      field.value = text;
      document.body.appendChild(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  }
  window.rpCopy = copy;
  window.rpSay = say;

  /* Title, how to read, chart and provenance on one sheet, at twice the size on screen. */
  async function downloadPng(button) {
    const card = button.closest(".rp-card");
    const plot = card && card.querySelector(".js-plotly-plot");
    if (!plot || !window.Plotly) return;
    const width = plot.clientWidth, height = plot.clientHeight, scale = 2, pad = 16;
    const style = getComputedStyle(root), body = getComputedStyle(document.body);
    const colour = (name) => style.getPropertyValue(name).trim();
    const picture = new Image();
    picture.src = await window.Plotly.toImage(plot, { format: "png", width, height, scale });
    await picture.decode();
    const sheet = document.createElement("canvas"), pen = sheet.getContext("2d");
    const inner = width, text = (selector) => (card.querySelector(selector) || { textContent: "" }).textContent;
    const wrap = (words, font) => {
      pen.font = font;
      const lines = [];
      let line = "";
      words.split(" ").forEach((word) => {
        const longer = line ? line + " " + word : word;
        if (pen.measureText(longer).width > inner && line) { lines.push(line); line = word; } else line = longer;
      });
      return line ? [...lines, line] : lines;
    };
    const blocks = [
      { font: "600 14px " + body.fontFamily, colour: colour("--bs-emphasis-color"), step: 19, words: text("h2") },
      { font: "400 12px " + body.fontFamily, colour: colour("--bs-secondary-color"), step: 17, words: text(".rp-how") },
    ].map((block) => ({ ...block, lines: wrap(block.words, block.font) }));
    const foot = { font: "400 11px " + body.fontFamily, colour: colour("--bs-tertiary-color"), step: 16 };
    foot.lines = wrap(card.dataset.provenance || "", foot.font);
    const total = (list) => list.reduce((sum, block) => sum + block.lines.length * block.step, 0);
    sheet.width = (width + 2 * pad) * scale;
    sheet.height = (height + total(blocks) + total([foot]) + 3 * pad) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = colour("--bs-secondary-bg");
    pen.fillRect(0, 0, sheet.width, sheet.height);
    let y = pad;
    const write = (block) => block.lines.forEach((line) => {
      pen.font = block.font;
      pen.fillStyle = block.colour;
      y += block.step;
      pen.fillText(line, pad, y - 4);
    });
    blocks.forEach(write);
    pen.drawImage(picture, pad, y + pad / 2, width, height);
    y += height + pad;
    write(foot);
    const link = document.createElement("a");
    link.download = (button.dataset.rpName || "chart") + ".png";
    link.href = sheet.toDataURL("image/png");
    link.click();
  }

  const popovers = () => document.querySelectorAll("details[data-rp-closes][open]");

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    popovers().forEach((open) => { if (!open.contains(target)) open.open = false; });
    const png = target.closest("[data-rp-download='png']");
    if (png) { downloadPng(png); png.closest("details").open = false; }
    if (target.closest("[data-rp-copy]")) copy(location.href).then(() => say("Link copied"));
    if (target.closest("[data-rp-search]")) {
      root.classList.toggle("rp-search-open");
      focusSearch();
    }
    if (target.closest("[data-rp-help]")) toggleKeys();
  });

  function focusSearch() {
    const field = document.querySelector("#search input");
    if (!field) return false;
    if (!field.offsetParent) root.classList.add("rp-search-open");
    field.focus();
    field.select();
    return true;
  }

  function toggleKeys(show) {
    const box = document.getElementById("rp-keys");
    if (box) box.hidden = show === undefined ? !box.hidden : !show;
  }

  function close() {
    toggleKeys(false);
    root.classList.remove("rp-search-open");
    popovers().forEach((open) => {
      open.open = false;
      const summary = open.querySelector("summary");
      if (summary) summary.focus();
    });
  }

  let going = false;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable='true'], [role='listbox'], .ag-root");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (going) {
      going = false;
      const mark = document.querySelector(`[data-rp-go="${CSS.escape(event.key)}"]`);
      if (mark) { event.preventDefault(); mark.closest("a").click(); }
      return;
    }
    if (event.key === "/") { if (focusSearch()) event.preventDefault(); return; }
    if (event.key === "?") { toggleKeys(); return; }
    if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1500); return; }
    const button = [...document.querySelectorAll(`[data-rp-key="${CSS.escape(event.key)}"]`)].find((b) => b.offsetParent && !b.disabled);
    if (button) { event.preventDefault(); button.click(); }
  });
})();
