"""Replies to cards, which become comments: how many a second, at which cost, and how long people wait for their 👍."""

from . import phases

# deskgram sends no more than Telegram takes, two reactions for a comment among it: what is steady stays within that, and what
# is as fast as can be comes last, because it leaves reactions that still wait.
PHASES = [
    (None, "0 0", "reply private", "open 10"),
    ("0 ms, 10 a second", "0 0", "reply private", "open 10"),
    ("helpdesk 20 ms, 10 a second", "0 20", "reply private", "open 10"),
    (None, "0 0", "reply private", "closed 50"),
    ("0 ms, 50 open", "0 0", "reply private", "closed 50"),
    ("helpdesk 20 ms, 200 open", "0 20", "reply private", "closed 200"),
]

STEADY, STEADY_DESK, FAST, SLOW_DESK = (name for name, *_ in PHASES if name)


def measure(rounds, seconds, say):
    return phases.measure(PHASES, rounds, seconds, say)
