"""How cost grows with tickets, sessions, chats and cards."""

from . import rig, ticks
from .numbers import middle


def measure(looks, seconds, say):
    found = {"tickets": [], "sessions": [], "chats": [], "cards": []}
    for tickets in (300, 1000, 3000, 10_000):
        say(f"curve: {tickets} tickets")
        seen = ticks.look(rig.Crowd(people=5, tickets=tickets, unit_size=10**6), looks)
        found["tickets"].append([tickets, middle([look["cpu"] for look in seen["news"]])])
    for sessions in (100, 1000, 10_000):
        say(f"curve: {sessions} sessions")
        seen = ticks.look(rig.Crowd(people=sessions, tickets=1000), looks)
        found["sessions"].append([sessions, middle([look["cpu"] for look in seen["news"]])])
    for chats in (100, 1000, 10_000):
        say(f"curve: {chats} chats")
        found["chats"].append([chats, press_cost(rig.Crowd(people=chats, tickets=chats), seconds)])
    for cards in (1000, 10_000, 100_000):
        say(f"curve: {cards} cards")
        crowd = rig.Crowd(people=100, tickets=100, old_cards=cards)
        found["cards"].append([cards, press_cost(crowd, seconds)])
    return found


def press_cost(crowd, seconds):
    """Microseconds of CPU for a press."""
    with rig.running("deskgram", crowd) as (bot, stub):
        stub.tell(f"closed 50 {seconds / 2}")
        used = bot.cpu()
        result = stub.tell(f"closed 50 {seconds}")
        return (bot.cpu() - used) / max(1, result["answered"]) * 1e6
