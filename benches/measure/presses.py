"""Presses: how many a second, at which cost, and how long people wait. Every bot in turn, several times over, so that what
slows the machine for a while slows all of them."""

from . import rig

CROWD = rig.Crowd(people=1000, tickets=1000)

BOTS = ["deskgram", "raw loop", "teloxide", "grammY", "aiogram", "aiogram, uvloop", "PTB", "PTB, concurrent"]

# Their name, the delays of Telegram and the helpdesk in milliseconds, where people press, and how.
PHASES = [
    ("0 ms, 50 open", "0 0", "private", "closed 50"),
    ("0 ms, 50 open, one group", "0 0", "group", "closed 50"),
    ("0 ms, 100 a second", "0 0", "private", "open 100"),
    ("helpdesk 20 ms, 100 a second", "0 20", "private", "open 100"),
    ("both 20 ms, 20 a second", "20 20", "private", "open 20"),
    ("helpdesk 20 ms, 200 open", "0 20", "private", "closed 200"),
    ("both 20 ms, 200 open", "20 20", "private", "closed 200"),
]


def once(name, seconds):
    """All phases with one bot."""
    found = {}
    with rig.running(name, CROWD) as (bot, stub):
        found["start"] = {"ms": bot.start, "memory": bot.memory()}
        stub.tell(f"closed 50 {seconds / 2}")
        for phase, delays, place, way in PHASES:
            stub.tell(f"delay {delays}")
            stub.tell(f"place {place}")
            used = bot.cpu()
            result = stub.tell(f"{way} {seconds}")
            result["cpu"] = (bot.cpu() - used) / max(1, result["answered"]) * 1e6
            found[phase] = result
            if result["answered"] < result["made"]:
                # What it could not answer stays in its queue; the next phase would only measure that.
                break
        found["end"] = {"memory": bot.memory()}
    return found


def measure(rounds, seconds, say):
    runs = {name: [] for name in BOTS}
    for number in range(rounds):
        for name in BOTS:
            say(f"round {number + 1}: {name}")
            runs[name].append(once(name, seconds))
    return runs
