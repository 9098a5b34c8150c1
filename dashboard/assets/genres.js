/* Cells of the tables on Genres: a track with its artists below, a decision with its note. */
(function () {
  "use strict";
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const two = (above, below) => {
    const create = window.React.createElement;
    return create("span", { className: "rp-row-two" }, above, create("span", { className: "rp-two" }, below || ""));
  };
  components.GenresTrack = function (props) {
    if (!props.data) return null;
    const href = "/track/" + encodeURIComponent(props.data.track_id);
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      window.history.pushState({}, "", href);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      window.scrollTo(0, 0);
    };
    const link = { href, onClick: follow, className: "rp-row-link", tabIndex: -1, title: props.value };
    return two(window.React.createElement("a", link, props.value || "\u2013"), props.data.artists);
  };
  /* A genre with its probability below; `chance` names the column of the probability. */
  components.GenresChance = function (props) {
    if (!props.data) return null;
    const chance = props.data[props.chance];
    const text = chance < 0.005 ? "p < 0.01" : "p " + window.dashAgGridFunctions.rpFormat(chance, "number", 2);
    return two(window.React.createElement("span", null, props.value), text);
  };
  components.GenresWhy = function (props) {
    return window.React.createElement("span", { className: "rp-clamp" }, props.value || "");
  };
  const said = { accept: "accepted", keep: "kept" };
  components.GenresDecision = function (props) {
    return props.value ? two(window.React.createElement("span", null, said[props.value] || props.value), props.data.note) : null;
  };
})();
