"""What deskgram has set itself, held against what was measured: one row for each goal, kept or not."""

from .numbers import middle, ratios, short, spread
from .presses import PHASES

FAST, GROUP, STEADY, STEADY_DESK, STEADY_BOTH, SLOW_DESK, SLOW_BOTH = (name for name, *_ in PHASES)

# The milliseconds of one call in the phases in which calls take time.
CALL = 20

PEERS = [("aiogram", 8), ("grammY", 3), ("PTB", 30), ("teloxide", 0.5)]


def values(runs, name, phase, read):
    """What was measured in each round; `None` where a bot did not come that far."""
    return [read(run[phase]) if phase in run else None for run in runs[name]]


def rates(runs, name, phase):
    return values(runs, name, phase, lambda result: result["rate"])


def best(runs, family, phase):
    """The faster of a library's variants."""
    variants = [name for name in runs if name.split(",")[0] == family]
    return max((rates(runs, name, phase) for name in variants), key=lambda found: middle(found) or 0)


def calls(runs, name, phase):
    """Helpdesk calls a second that presses have led to."""
    return values(runs, name, phase, lambda result: result["rate"] * result["calls_per_press"])


def row(goal, measured, kept):
    return [goal, measured, "yes" if kept else "**no**"]


def at_least(goal, found, bound):
    return row(goal, f"{spread(found)}×", (middle(found) or 0) >= bound)


def at_most(goal, found, bound, unit):
    return row(goal, f"{spread(found)} {unit}", middle(found) is not None and middle(found) <= bound)


def of_presses(runs):
    rows = []
    ours = rates(runs, "deskgram", FAST)
    for family, bound in PEERS:
        goal = f"presses a second: at least {bound}× {family}"
        rows.append(at_least(goal, ratios(ours, best(runs, family, FAST)), bound))
    for phase in (SLOW_DESK, SLOW_BOTH):
        found = ratios(calls(runs, "deskgram", phase), calls(runs, "teloxide", phase))
        rows.append(at_least(f"{phase}: at least 0.9× teloxide for each helpdesk call", found, 0.9))
    found = ratios(rates(runs, "deskgram", GROUP), ours)
    rows.append(at_least("in one group as fast as in many private chats (0.9×)", found, 0.9))
    for phase in (STEADY, STEADY_DESK):
        found = values(runs, "deskgram", phase, lambda result: result["beyond_helpdesk"]["p99"])
        rows.append(at_most(f"{phase}: p99 within 3 ms of the helpdesk's own time", found, 3, "ms"))
    found = values(runs, "deskgram", STEADY_BOTH, lambda result: result["created_answered"]["p50"])
    in_a_row = middle(values(runs, "deskgram", STEADY_BOTH, lambda result: result["calls_per_press"])) or 0
    bound = (in_a_row + 2) * CALL
    goal = f"both {CALL} ms: press to answer at most one call over the {round(in_a_row + 1)} in a row ({round(bound)} ms)"
    rows.append(at_most(goal, found, bound, "ms"))
    return rows


def of_idle(found):
    memory = lambda part: [run["memory"] for run in found[part]]
    return [
        at_most("resident memory, idle: at most 14 MiB", memory("nothing"), 14, "MiB"),
        at_most("10 000 sessions and 100 000 cards: at most 60 MiB", memory("large"), 60, "MiB"),
        at_most("after 10 000 presses at once: back under 40 MiB", memory("storm"), 40, "MiB"),
        at_most("start with that many cards: under 100 ms", [run["ms"] for run in found["large"]], 100, "ms"),
    ]


def of_ticks(found):
    rows = []
    for tickets, bound in ((1000, 8), (10_000, 80)):
        seen = found[str(tickets)]
        goal = f"{short(tickets)} tickets, last byte to outbox: at most {bound} ms of CPU"
        rows.append(at_most(goal, [look["cpu"] for look in seen["news"]], bound, "ms"))
    large = found["10000"]
    rows.append(at_most("10 000 tickets: at most 20 MiB above idle", [large["most"] - large["idle"]], 20, "MiB"))
    people = found["people"]
    lists = people["calls"]["ticket_list"] / people["seconds"]
    goal = "10 000 people on one watching account, a look every second: one request each"
    rows.append(row(goal, f"{short(lists)} a second", lists <= 1.05))
    planning = [look["cpu"] for look in people["news"]]
    rows.append(at_most("planning for 10 000 people: at most 50 ms", planning, 50, "ms"))
    return rows


def of_delivery(found):
    sent = found["calls"].get("sendmessage", 0) + found["calls"].get("editmessagetext", 0)
    rate = sent / found["seconds"]
    refused = sum(found["refused"].values())
    waits = found["answered_edited"]["max"]
    return [
        row("news for 1000 chats: 29 messages a second", f"{short(rate)} a second", round(rate) >= 29),
        row("none of them over Telegram's limits", f"{refused} over", refused == 0),
        at_most("what somebody waits for comes within 100 ms behind the news", [waits], 100, "ms"),
    ]


PARTS = {"presses": of_presses, "idle": of_idle, "ticks": of_ticks, "delivery": of_delivery}


def rows(results):
    """All goals of the parts that were measured."""
    return [line for part, goals in PARTS.items() if part in results for line in goals(results[part])]
