"""Reading a list: CPU, memory and time for a look at all tickets, with and without news."""

import time

from . import rig

# The list as often as it can be had.
OFTEN = {"DESKGRAM_POLL_INTERVAL": "1s", "DESKGRAM_POLL_LOAD_LIMIT": "100%"}


def look(crowd, looks):
    """Several looks at a list: first without news, then each with one new ticket. More than five new ones would become a
    summary."""
    with rig.running("deskgram", crowd, **OFTEN) as (bot, stub):
        # The first sight is the baseline, and stores every ticket.
        stub.tell("next-list")
        idle = settled_memory(bot)
        bot.forget_most_memory()
        stub.tell("calls")
        began = time.monotonic()
        quiet = [watched(bot, stub) for _ in range(looks)]
        news = []
        for _ in range(looks):
            stub.tell("grow 1")
            news.append(watched(bot, stub))
        return {
            "tickets": crowd.tickets,
            "people": crowd.people,
            "start": bot.start,
            "quiet": quiet,
            "news": news,
            "idle": idle,
            "most": bot.most_memory(),
            "memory": bot.memory(),
            "calls": stub.tell("calls")["calls"],
            "seconds": time.monotonic() - began,
        }


def settled_memory(bot):
    time.sleep(0.2)
    return bot.memory()


def watched(bot, stub):
    """One look: its CPU from the last byte to the first message, and all CPU per look with what is looked at around it."""
    used = bot.cpu()
    seen = stub.tell("next-list")
    whole = (bot.cpu() - used) * 1000 / seen["lists"]
    return {"cpu": seen["cpu"], "whole": whole, "told": seen["told"], "made": seen["made"]}


def measure(looks, say):
    """Few people, whose unit has all tickets; and ten thousand, of whom twenty share a unit."""
    found = {}
    for tickets in (1000, 10_000):
        say(f"ticks over {tickets} tickets")
        found[str(tickets)] = look(rig.Crowd(people=5, tickets=tickets, unit_size=10**6), looks)
    say("ticks for 10000 people")
    found["people"] = look(rig.Crowd(people=10_000, tickets=1000), looks)
    return found
