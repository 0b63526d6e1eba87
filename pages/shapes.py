"""The small drawings that stand beside words: one shape a meaning, so that colour is never alone."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Paths on a grid of 24, drawn in the colour of the words beside them.
PATHS = {
    "supported": "M20 6 9 17l-5-5",
    "contradicted": "M6 6l12 12M18 6 6 18",
    "contested": "M4 8h14l-4-4M20 16H6l4 4",
    "withdrawn": "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "as_reported": "M4 6v12M20 6v12M4 12h16M9 9l-3 3 3 3M15 9l3 3-3 3",
    "not_enough_evidence": "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3M12 18.4v.1",
    "not_checkable": "M4 5h16v11H10l-5 4v-4H4z",
    "retracted": "M5 5h14v14H5zM5 5l14 14",
    "supports": "M12 5v14M5 12h14",
    "contradicts": "M5 12h14",
    "context": "M12 11v7M12 6.4v.1",
    "withdraws": "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
    "notice": "M12 4 2.5 20h19zM12 10v4.5M12 17.2v.1",
    "time": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "correction": "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
    "exact": "M20 6 9 17l-5-5",
    "altered": "M12 5v9M12 18.4v.1",
    "origin": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "says": "M4 5h16v11H10l-5 4v-4H4z",
    "narrow": "M6 4h12l-6 8 6 8H6l6-8z",
    "circle": "M20 12a8 8 0 1 1-3-6.2M20 3v5h-5",
}


def draw(name: str) -> SafeString:
    """The drawing, hidden from screen readers: its word always stands beside it. "" for a name without one."""
    path = PATHS.get(name)
    if path is None:
        return mark_safe("")
    return format_html(
        '<svg class="shape" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        path,
    )
