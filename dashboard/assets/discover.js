/* Discover in the browser: debounced counts, the table's cache, its columns and sort, links of rows, the filter sheet. */
(function () {
  "use strict";
  const root = document.documentElement;
  const dash = (window.dash_clientside = window.dash_clientside || {});
  const narrow = () => window.matchMedia("(max-width: 767px)").matches;
  const GRID = "discover-grid";
  const text = (value) => JSON.stringify(value || null);

  let timer = null, release = null, drawn = null, watched = null;

  function go(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  /* Says which rows are in view; the total stands behind them. */
  function showRange(api) {
    if (api.isDestroyed()) return; // events of a table are told one turn later, when its page may be gone
    const shown = document.querySelector("#discover-total b");
    const total = shown && /of ([\d,]+)$/.exec(shown.textContent);
    const view = api.getVerticalPixelRange(), height = api.getSizesForCurrentTheme().rowHeight || 33;
    const row = api.getGridOption("rowHeight") || height;
    const first = Math.floor(view.top / row + 0.5), last = Math.max(first, Math.ceil(view.bottom / row - 0.5) - 1);
    if (!total) return;
    const most = Number(total[1].replace(/,/g, ""));
    const number = (n) => n.toLocaleString("en-US");
    shown.textContent = `${number(first + 1)} to ${number(Math.min(last + 1, most))} of ${total[1]}`;
  }

  /* On narrow screens the first column holds title and artists, other text is left out, numbers are small. */
  function fit(api) {
    if (!narrow() || api.isDestroyed()) return;
    const columns = api.getColumns() || [];
    const wordy = (column) => column.getColDef().type !== "rightAligned" && column !== columns[0];
    api.setColumnsVisible(columns.filter(wordy).map((column) => column.getColId()), false);
    api.setColumnWidths(columns.map((column, i) => ({ key: column, newWidth: i === 0 ? 190 : 92 })));
  }

  /* Two lines a row; the grid takes it only once it has a source of rows. */
  function heighten(api) {
    if (!narrow() || api.isDestroyed() || api.getGridOption("rowHeight") === 44) return;
    api.updateGridOptions({ rowHeight: 44 });
    api.purgeInfiniteCache(); // rows that are there already keep their height
  }

  function watch(api) {
    if (watched === api || api.isDestroyed()) return;
    watched = api;
    ["bodyScrollEnd", "modelUpdated", "gridSizeChanged"].forEach((event) => api.addEventListener(event, () => showRange(api)));
    api.addEventListener("gridColumnsChanged", () => fit(api));
    fit(api);
    api.addEventListener("modelUpdated", () => heighten(api));
  }

  dash.discover = {
    /* The state 200 ms after its last change; at once when the page opens. */
    settle(state) {
      if (!state) return dash.no_update;
      if (drawn === null) return state;
      if (release) release(dash.no_update);
      clearTimeout(timer);
      return new Promise((resolve) => {
        release = resolve;
        timer = setTimeout(() => { release = null; resolve(state); }, 200);
      });
    },
    /* The old count stays, greyed, until the new one is there. */
    stale(state, settled) {
      return settled && state && settled.where !== state.where ? "rp-live rp-stale" : dash.no_update;
    },
    /* The rows that the table keeps belong to the old question: drop them. */
    refresh(state) {
      if (!state || !window.dash_ag_grid) return;
      const before = drawn;
      drawn = state;
      window.dash_ag_grid.getApiAsync(GRID).then((api) => {
        watch(api);
        if (!api.isDestroyed() && before && (before.where !== state.where || before.columns !== state.columns)) api.purgeInfiniteCache();
      });
    },
    /* Columns and sort of the table, when they differ from the state. */
    arranged(columns, request, state, definitions) {
      if (!state) return dash.no_update;
      const by = dash.callback_context.triggered.map((item) => item.prop_id.split(".").pop());
      const changes = {};
      if (by.includes("getRowsRequest") && request) {
        const sort = (request.sortModel || []).map((item) => (item.sort === "desc" ? "-" : "") + item.colId).join(",");
        if ((sort === "-popularity" ? "" : sort) !== state.sort) changes.sort = request.sortModel;
      }
      if (by.includes("columnState") && columns) {
        const drawn = (definitions || []).filter((item) => !item.hide).map((item) => item.field);
        const found = columns.map((item) => item.colId).filter((name) => state.names.includes(name));
        const settled = text(drawn) === text(state.names) && found.length === state.names.length;
        if (settled && text(found) !== text(state.names)) changes.columns = found;
      }
      return Object.keys(changes).length ? changes : dash.no_update;
    },
    leave(path) {
      if (path === "/discover") return dash.no_update;
      const was = drawn;
      drawn = watched = null;
      root.classList.remove("rp-filters-open");
      return was ? [] : dash.no_update;
    },
  };

  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  components.DiscoverLink = function (props) {
    const row = props.data;
    if (!row) return null;
    const href = "/track/" + encodeURIComponent(row.track_id);
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      go(href);
    };
    const create = window.React.createElement;
    const name = create("a", { href, onClick: follow, className: "rp-row-link", tabIndex: -1 }, props.valueFormatted || props.value || "–");
    if (!narrow() || props.colDef.field !== "title" || !row.artists) return name;
    return create("span", { className: "rp-row-two" }, name, create("span", { className: "rp-two" }, row.artists));
  };

  /* Enter on the first cell of a row opens the track. */
  document.addEventListener("keydown", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (!at) return;
    if (event.key === "Enter" && at.classList.contains("ag-cell")) {
      const row = at.closest(".ag-row"), id = row && row.getAttribute("row-id");
      const grid = at.closest("#" + GRID);
      if (grid && id) { event.preventDefault(); go("/track/" + encodeURIComponent(id)); }
    }
    /* The number fields of a range report when they lose the focus; Enter is meant the same way. */
    if (event.key === "Enter" && at.matches(".rp-filters .dash-range-slider-input")) { at.blur(); at.focus(); }
    if ((event.key === "Backspace" || event.key === "Delete") && at.closest("#chips .rp-chip .rp-remove")) {
      event.preventDefault();
      at.click();
    }
    if (event.key === "Escape") root.classList.remove("rp-filters-open");
  });

  /* '+ Filter' leads to the controls: a sheet on narrow screens. */
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-rp-filters]") : null;
    if (!button) return;
    const open = button.dataset.rpFilters === "1";
    root.classList.toggle("rp-filters-open", open && narrow());
    const first = open && document.querySelector(".rp-filters .rp-card-body").querySelector("button, input");
    if (first) first.focus();
  });
})();
