"""What the Python peers share: the helpdesk's calls, and people's keys and tickets by their numbers (see rig/src/names.rs)."""

import html
import os

TOKEN = os.environ["TELOXIDE_TOKEN"]
TELEGRAM = os.environ["TELOXIDE_API_URL"]
HELPDESK = os.environ["HELPDESK_URL"]

MODES = {"t": "ticket_lock", "r": "ticket_unlock"}
FIRST_PERSON = 1_000_000
FIRST_MESSAGE = 100


def call(mode, user, ticket, **more):
    """The request of one call, with this person's own key."""
    key, ticket_hash = f"{0xA0000000 + user - FIRST_PERSON:032x}", f"{0xC0000000 + ticket:032x}"
    return {"mode": mode, "uniq_id": key, "ticket_hash": ticket_hash, **more}


def pressed(data):
    """The call that a button asks for, and its ticket."""
    _, verb, ticket = data.split(":")
    return MODES[verb], int(ticket)


def card(ticket):
    """A card as a ticket reads, and the word that a press is answered with."""
    words = {name: html.escape(str(ticket[name])) for name in ("subj", "text", "status", "lock_by_fio", "client_fio")}
    text = "<b>#{id}</b> {subj} · {status} {lock_by_fio}\n{text}\n\nClient: {client_fio}".format(
        id=ticket["id_ticket"], **words
    )
    return text, f"#{ticket['id_ticket']}: {ticket['status']}"


def buttons(ticket):
    """The card's buttons: rows of what they say and what they carry."""
    rows = [[("Release", "r"), ("Done", "f")], [("Refer", "e"), ("Refresh", "u")]]
    return [[(text, f"1:{verb}:{ticket}") for text, verb in row] for row in rows]


def ticket_of(message_id):
    """The ticket whose card a message is."""
    return message_id - FIRST_MESSAGE
