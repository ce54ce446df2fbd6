"""Writes what was measured into the documents, between their marks."""

from . import comments, goals, plot
from .numbers import middle, ratios, short, spread, table
from .rig import ROOT

PAGE = ROOT / "docs" / "PERFORMANCE.md"
README = ROOT / "README.md"
PLOT = ROOT / "docs" / "images" / "curves.svg"


def write(results):
    tables = {"goals": table(["Goal", "Measured", "Kept"], goals.rows(results))}
    if "presses" in results:
        tables |= of_presses(results["presses"])
    if "comments" in results:
        tables |= of_comments(results["comments"])
    if "build" in results:
        tables["build"] = builds(results["build"])
    if "ticks" in results:
        tables["ticks"] = looks(results["ticks"])
    if "curves" in results:
        PLOT.write_text(plot.curves(results["curves"]))
        tables["curves"] = curves(results["curves"])
    for name, text in tables.items():
        put(PAGE, name, text)
    if "presses" in results:
        put(README, "speed", speed(results["presses"]))


def put(page, name, text):
    """Replaces what stands between two marks."""
    before, rest = page.read_text().split(f"<!-- {name} -->\n")
    _, after = rest.split(f"<!-- /{name} -->")
    page.write_text(f"{before}<!-- {name} -->\n{text}<!-- /{name} -->{after}")


def of_presses(runs):
    fast = [goals.FAST, goals.GROUP, goals.SLOW_DESK, goals.SLOW_BOTH]
    steady = [goals.STEADY, goals.STEADY_DESK, goals.STEADY_BOTH]
    head = "Delivered to answered, median / p99 in ms"
    return {
        "presses": rates(runs, "Presses a second", fast),
        "waits": waits(runs, head, "delivered_answered", "p99", steady),
        "costs": costs(runs, "a press", goals.FAST, "at 100 a second", goals.STEADY),
    }


def of_comments(runs):
    fast, steady = [comments.FAST, comments.SLOW_DESK], [comments.STEADY, comments.STEADY_DESK]
    # They are too few for a p99.
    head = "Delivered to 👍, median / slowest in ms"
    return {
        "comments": rates(runs, "Comments a second", fast, [(f"👍 a second, {comments.FAST}", thumbs)]),
        "comment-waits": waits(runs, head, "delivered_shown", "max", steady),
        "comment-costs": costs(runs, "a comment", comments.FAST, "at 10 a second", comments.STEADY),
    }


def thumbs(runs, name):
    """Also those for comments of the warm-up: what deskgram still has to send makes a queue."""
    return goals.values(runs, name, comments.FAST, lambda result: result["calls"].get("👍", 0) / result["took"])


def rates(runs, head, phases, others=()):
    """How deskgram compares is what it has in the first phase. Others are columns by their heads, and what counts them."""
    ours = goals.rates(runs, "deskgram", phases[0])
    rows = []
    for name in runs:
        found = [goals.rates(runs, name, phase) for phase in phases]
        more = [spread(count(runs, name)) for _, count in others]
        rows.append([name, *map(spread, found), spread(ratios(ours, found[0])), *more])
    return table([head, *phases, "deskgram has", *(title for title, _ in others)], rows)


def waits(runs, head, wait, slow, phases):
    def waited(name, phase):
        both = [middle(goals.values(runs, name, phase, lambda result: result[wait][part])) for part in ("p50", slow)]
        return " / ".join(short(value) for value in both)

    rows = [[name, *(waited(name, phase) for phase in phases)] for name in runs]
    return table([head, *phases], rows)


def costs(runs, deed, fast, rate, steady):
    rows = []
    for name in runs:
        cpu = [spread(goals.values(runs, name, phase, lambda result: result["cpu"])) for phase in (fast, steady)]
        memory = [spread([run[when]["memory"] for run in runs[name]]) for when in ("start", "end")]
        rows.append([name, *cpu, *memory, spread([run["start"]["ms"] for run in runs[name]])])
    head = ["", f"CPU µs {deed}, as fast as can be", rate, "MiB at the start", "MiB at the end", "start, ms"]
    return table(head, rows)


def looks(found):
    rows = []
    for name, what in (("1000", "1 000 tickets"), ("10000", "10 000 tickets"), ("people", "1 000 tickets, 10 000 people")):
        seen = found[name]
        times = [spread([look[kind] for look in seen["news"]]) for kind in ("cpu", "told")]
        whole = spread([look["whole"] for look in seen["quiet"]])
        rows.append([what, *times, whole, short(seen["idle"]), short(seen["most"])])
    head = ["A look at", "CPU ms to the outbox", "ms to the first message", "CPU ms with all around it", "MiB idle", "MiB at most"]
    return table(head, rows)


def curves(found):
    rows = []
    for kind, (what, unit) in plot.KINDS.items():
        points = ", ".join(f"{short(count)}: {short(cost)}" for count, cost in found[kind])
        rows.append([what, unit, points])
    return table(["As these grow", "the cost", "is"], rows)


def builds(found):
    rows = [
        [build["what"], f"{build['seconds'] / 60:.1f}", f"{build['size'] / 2**20:.1f}", build["crates"]]
        for build in found
    ]
    return table(["Clean release build of", "minutes", "MiB", "crates"], rows)


def speed(runs):
    """For the README: little, and the same for all."""
    rows = []
    for name in ("deskgram", "teloxide", "grammY", "aiogram", "PTB"):
        rate = short(middle(goals.best(runs, name, goals.FAST)))
        variants = [run for variant in runs if variant.split(",")[0] == name for run in runs[variant]]
        start, end = (middle([run[when]["memory"] for run in variants]) for when in ("start", "end"))
        rows.append([name, rate, short(start), short(end)])
    return table(["", "presses a second on one core", "MiB at the start", "MiB at the end"], rows)
