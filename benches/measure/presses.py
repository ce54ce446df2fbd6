"""Presses: how many a second, at which cost, and how long people wait."""

from . import phases

PHASES = [
    ("0 ms, 50 open", "0 0", "press private", "closed 50"),
    ("0 ms, 50 open, one group", "0 0", "press group", "closed 50"),
    ("0 ms, 100 a second", "0 0", "press private", "open 100"),
    ("helpdesk 20 ms, 100 a second", "0 20", "press private", "open 100"),
    ("both 20 ms, 20 a second", "20 20", "press private", "open 20"),
    ("helpdesk 20 ms, 200 open", "0 20", "press private", "closed 200"),
    ("both 20 ms, 200 open", "20 20", "press private", "closed 200"),
]

WARM_UP = (None, "0 0", "press private", "closed 50")


def measure(rounds, seconds, say):
    return phases.measure([WARM_UP, *PHASES], rounds, seconds, say)
