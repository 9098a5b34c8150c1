/* Draws a tree of plain HTML as one component, with other components in its holes (dashboard/components/still.py). */
(function () {
  "use strict";
  const ADDRESSES = ["href", "src", "action", "formAction"];

  function follow(event) {
    const link = event.currentTarget;
    if (event.metaKey || event.shiftKey || event.altKey || event.ctrlKey || (link.target && link.target !== "_self")) return;
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  function drawn(node, live) {
    if (!Array.isArray(node)) return node !== null && typeof node === "object" ? live[node.at] : node;
    const [element, given, ...inner] = node, properties = { ...given };
    for (const name of ADDRESSES) {
      if (name in properties) properties[name] = window.dash_clientside.clean_url(properties[name]);
    }
    if (element === "Link") properties.onClick = follow;
    return React.createElement(element === "Link" ? "a" : element, properties, ...inner.map((one) => drawn(one, live)));
  }

  // One component in `children` comes by itself, several as an array.
  window.repertoire = { Still: ({ tree, children }) => drawn(tree, [].concat(children ?? [])) };
})();
