"""Components: pure functions, arguments -> Dash component. No data access, no callbacks."""

from dashboard.components.chart_card import GRAPH_CONFIG, Method, card, chart_card, csv_text, graph
from dashboard.components.feature_control import control_kind, feature_control
from dashboard.components.icons import icon
from dashboard.components.kpi_card import FIRST_SNAPSHOT, Delta, kpi_card, kpi_row
from dashboard.components.parts import (
    add_chip,
    badge,
    button,
    chip,
    data_badge,
    export_button,
    icon_button,
    legend,
    notice,
    notices,
    provenance_footer,
    remove_button,
    segmented,
    shown_of,
    tabs,
    tag,
    toast,
)
from dashboard.components.spark import bar, sparkbars, sparkline
from dashboard.components.states import empty, error, loading, not_enough, not_sure
from dashboard.components.table import Column, column_def, column_defs, feature_column, grid, html_table, shortened
from dashboard.components.ways import excel_url, more_ways

__all__ = [
    "FIRST_SNAPSHOT",
    "GRAPH_CONFIG",
    "Column",
    "Delta",
    "Method",
    "add_chip",
    "badge",
    "bar",
    "button",
    "card",
    "chart_card",
    "chip",
    "column_def",
    "column_defs",
    "control_kind",
    "csv_text",
    "data_badge",
    "empty",
    "error",
    "excel_url",
    "export_button",
    "feature_column",
    "feature_control",
    "graph",
    "grid",
    "html_table",
    "icon",
    "icon_button",
    "kpi_card",
    "kpi_row",
    "legend",
    "loading",
    "more_ways",
    "not_enough",
    "not_sure",
    "notice",
    "notices",
    "provenance_footer",
    "remove_button",
    "segmented",
    "shortened",
    "shown_of",
    "sparkbars",
    "sparkline",
    "tabs",
    "tag",
    "toast",
]
