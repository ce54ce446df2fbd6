"""News for a thousand chats at once: how fast they go out, whether Telegram would have refused any, and whether people who
press meanwhile have to wait."""

from . import rig
from .ticks import OFTEN

CROWD = rig.Crowd(people=1000, tickets=1000, unit_size=10**6)


def measure(seconds, say):
    say("news for 1000 chats")
    with rig.running("deskgram", CROWD, **OFTEN) as (_, stub):
        stub.tell("next-list")
        stub.tell("calls")
        stub.tell("grow 1")
        stub.tell("next-list")
        # Within the limits: a card that is pressed is edited, and that is a message too.
        return stub.tell(f"open 2 {seconds}")
