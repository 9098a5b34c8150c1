"""What never changes by itself is drawn by one component. Dash keeps watch on every component of a page and asks each of them
after every change: a page of 2,600 was busy for nine seconds before it could be used. Of a page's components few have an id; the
headings, rows and links around them are plain HTML, and a whole tree of them is one `Still`, with holes where the others go.

Pages are written with dash.html as ever. StillDash makes the change on the way out, for layouts and for answers of callbacks;
assets/still.js draws it.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import Any

from dash import Dash, dcc
from dash.development.base_component import Component

#: Types that are not called as their HTML element is.
ELEMENTS = {"MapEl": "map", "ObjectEl": "object"}
#: Dash's own properties, which no element has.
OWN = frozenset({"children", "disable_n_clicks", "loading_state"})
#: What only a watched component can do: be found by a callback, or count clicks.
WATCHED = ("id", "n_clicks", "n_clicks_timestamp")


class Still(Component):
    """A tree of plain HTML around components.

    tree : [element, properties, *inner], inner being text, such a tree or {"at": place in `children`} ; children : the
    components in its holes.
    """

    _children_props: tuple[str, ...] = ()
    _base_nodes = ("children",)
    _namespace = "repertoire"
    _type = "Still"
    _prop_names = ("children", "tree")
    _valid_wildcard_attributes: tuple[str, ...] = ()
    available_properties = _prop_names
    available_wildcard_properties: tuple[str, ...] = ()

    def __init__(self, children: list[Component], tree: list[Any]) -> None:
        super().__init__(children=children, tree=tree)


class StillDash(Dash):
    """Dash, whose callbacks answer with plain HTML in as few components as it takes."""

    def callback(self, *given: Any, **named: Any) -> Callable[[Callable[..., Any]], Any]:
        """As Dash.callback."""
        register = super().callback(*given, **named)

        def decorate(function: Callable[..., Any]) -> Any:
            @functools.wraps(function)
            def answer(*values: Any, **by_name: Any) -> Any:
                return still(function(*values, **by_name))

            return register(answer)

        return decorate


def still(value: Any) -> Any:
    """A component, or components in lists and tuples, with every tree of plain HTML as one component; the rest as it is."""
    if isinstance(value, Component):
        return _still(value)
    if isinstance(value, list | tuple) and any(isinstance(one, Component | list | tuple) for one in value):
        return type(value)(still(one) for one in value)
    return value


def _still(component: Component) -> Component:
    if _is_plain(component):
        holes: list[Component] = []
        return Still(tree=_tree(component, holes), children=holes)
    inner = getattr(component, "children", None)
    if (quiet := still(inner)) is inner:
        return component
    changed = copy.copy(component)
    changed.children = quiet
    return changed


def _is_plain(component: Component) -> bool:
    if isinstance(component, dcc.Link):
        return not any(hasattr(component, name) for name in ("id", "refresh"))
    return component._namespace == "dash_html_components" and not any(hasattr(component, name) for name in WATCHED)


def _tree(component: Component, holes: list[Component]) -> list[Any]:
    link = isinstance(component, dcc.Link)
    element = "Link" if link else ELEMENTS.get(component._type, component._type.lower())
    wild = ("data-", "aria-")
    properties = {
        name: value
        for name, value in vars(component).items()
        if name not in OWN and (name in component._prop_names or name.startswith(wild))
    }
    return [element, properties, *_inner(getattr(component, "children", None), holes)]


def _inner(children: Any, holes: list[Component]) -> list[Any]:
    if isinstance(children, list | tuple):
        return [part for child in children for part in _inner(child, holes)]
    if not isinstance(children, Component):
        return [] if children is None or isinstance(children, bool) else [children]
    if _is_plain(children):
        return [_tree(children, holes)]
    holes.append(_still(children))
    return [{"at": len(holes) - 1}]
