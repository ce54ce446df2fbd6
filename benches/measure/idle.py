"""The start, and memory: with nothing, with a large team's database, and after a storm of presses."""

import time

from . import rig

# How long a process is left alone before its memory counts.
SETTLED = 5
NOTHING = rig.Crowd(people=0, tickets=0)
LARGE = rig.Crowd(people=10_000, tickets=1000, old_cards=80_000)
STORM = rig.Crowd(people=1000, tickets=1000)


def at_rest(crowd, settled):
    with rig.running("deskgram", crowd) as (bot, _):
        time.sleep(settled)
        return {"ms": bot.start, "memory": bot.memory()}


def after_storm(presses, settled):
    with rig.running("deskgram", STORM) as (bot, stub):
        result = stub.tell(f"burst {presses}")
        time.sleep(settled)
        return {"took": result["took"], "answered": result["answered"], "memory": bot.memory()}


def measure(rounds, presses, settled, say):
    found = {"nothing": [], "large": [], "storm": []}
    for number in range(rounds):
        say(f"round {number + 1}: start and memory")
        found["nothing"].append(at_rest(NOTHING, settled))
        found["large"].append(at_rest(LARGE, settled))
        found["storm"].append(after_storm(presses, settled))
    return found
