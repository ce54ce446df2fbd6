"""Writes what was measured into the documents, between their marks."""

from . import goals, plot
from .numbers import middle, ratios, short, spread, table
from .rig import ROOT

PAGE = ROOT / "docs" / "PERFORMANCE.md"
README = ROOT / "README.md"
PLOT = ROOT / "docs" / "images" / "curves.svg"


def write(results):
    tables = {"goals": table(["Goal", "Measured", "Kept"], goals.rows(results))}
    if "presses" in results:
        runs = results["presses"]
        tables |= {"presses": presses(runs), "waits": waits(runs), "costs": costs(runs)}
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


def presses(runs):
    phases = [goals.FAST, goals.GROUP, goals.SLOW_DESK, goals.SLOW_BOTH]
    ours = goals.rates(runs, "deskgram", goals.FAST)
    rows = []
    for name in runs:
        ratio = spread(ratios(ours, goals.rates(runs, name, goals.FAST)))
        rows.append([name, *(spread(goals.rates(runs, name, phase)) for phase in phases), ratio])
    return table(["Presses a second", *phases, "deskgram has"], rows)


def waits(runs):
    phases = [goals.STEADY, goals.STEADY_DESK, goals.STEADY_BOTH]

    def waited(name, phase):
        both = [
            middle(goals.values(runs, name, phase, lambda result: result["delivered_answered"][part]))
            for part in ("p50", "p99")
        ]
        return " / ".join(short(value) for value in both)

    rows = [[name, *(waited(name, phase) for phase in phases)] for name in runs]
    return table(["Delivered to answered, median / p99 in ms", *phases], rows)


def costs(runs):
    rows = []
    for name in runs:
        cpu = [spread(goals.values(runs, name, phase, lambda result: result["cpu"])) for phase in (goals.FAST, goals.STEADY)]
        memory = [spread([run[when]["memory"] for run in runs[name]]) for when in ("start", "end")]
        rows.append([name, *cpu, *memory, spread([run["start"]["ms"] for run in runs[name]])])
    head = ["", "CPU µs a press, as fast as can be", "at 100 a second", "MiB at the start", "MiB at the end", "start, ms"]
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
