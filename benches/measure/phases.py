"""Bots that people do the same things with, phase after phase: every bot in turn, several times over, so that what slows the
machine for a while slows all of them."""

from . import rig

CROWD = rig.Crowd(people=1000, tickets=1000)

BOTS = ["deskgram", "raw loop", "teloxide", "grammY", "aiogram", "aiogram, uvloop", "PTB", "PTB, concurrent"]


def measure(phases, rounds, seconds, say):
    """A phase has a name, the delays of Telegram and the helpdesk in milliseconds, what people do and where, and how often.
    One without a name only warms up."""
    runs = {name: [] for name in BOTS}
    for number in range(rounds):
        for name in BOTS:
            say(f"round {number + 1}: {name}")
            runs[name].append(once(name, phases, seconds))
    return runs


def once(name, phases, seconds):
    """All phases with one bot."""
    found = {}
    with rig.running(name, CROWD) as (bot, stub):
        found["start"] = {"ms": bot.start, "memory": bot.memory()}
        for phase, delays, deed, way in phases:
            stub.tell(f"delay {delays}")
            stub.tell(f"do {deed}")
            if phase is None:
                stub.tell(f"{way} {seconds / 2}")
                continue
            used = bot.cpu()
            result = stub.tell(f"{way} {seconds}")
            result["cpu"] = (bot.cpu() - used) / max(1, result["answered"]) * 1e6
            found[phase] = result
            if result["answered"] < result["made"]:
                # What it could not answer stays in its queue; the next phase would only measure that.
                break
        found["end"] = {"memory": bot.memory()}
    return found
