# Words of all files: one act, one word.
# take, taken · release · done (button and state), finish · reopen · reassign · unclaimed · held, with me
# ticket · unit · client · technician · update (what is told) · quiet mode, silently, with sound · queue (a list of tickets)
# A label begins with a capital letter; what pops up has no dot at its end when it is one sentence. Spaces that must not
# break are put in by i18n::typography.

# What has happened to a ticket, in one line: a reply to its card.

ping-yours = 👉 { $number } is for you now
ping-yours-by = 👉 { $number }: { $name } gave it to you
ping-referred = ➡ { $number } has been passed on
ping-referred-by = ➡ { $number } has been passed on by { $name }
ping-taken = ✋ { $number } has been taken
ping-taken-by = ✋ { $number }: taken by { $name }
ping-lost = ↪ { $number } has been taken off your hands
ping-released = 🆓 { $number } is free again
ping-done = ✅ { $number } is done
ping-done-by = ✅ { $number }: done by { $name }
ping-returned = ↩ { $number } came back to you: it isn't finished yet
ping-reopened = ↩ { $number } has been opened again
ping-priority-low = 🟢 { $number } can wait: low priority now
ping-priority-medium = 🟡 { $number }: normal priority now
ping-priority-high = 🔴 { $number } is urgent now
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: the deadline has passed
ping-unclaimed = 🕐 { $number }: nobody has taken it for { $time }
ping-unclaimed-head = 🕐 { $number }: nobody in your unit has taken it for { $time }

outage-began = ⚠️ The helpdesk hasn't answered since { $since }. I keep asking. What you write to tickets meanwhile is kept and sent once it is back.
outage-ended = ✅ The helpdesk is back, after { $span }. What happened meanwhile follows now.

# Several tickets in one message: a storm, a board.
storm-title =
    🌊 { $count ->
        [one] { $count } new ticket since { $since }
       *[other] { $count } new tickets since { $since }
    }
board-title =
    { $count ->
        [0] 📋 The queue is empty
        [one] 📋 { $count } open ticket
       *[other] 📋 { $count } open tickets
    }
board-free =
    { $count ->
        [0] All of them are taken.
        [one] { $count } free
       *[other] { $count } free
    }
board-overdue = ⏰ { $count } overdue
board-nothing = Nobody is needed right now.
sheet-more =
    { $count ->
        [one] and { $count } more: /in in my private chat
       *[other] and { $count } more: /in in my private chat
    }
group-board = Board: { $board }
group-board-none = none
group-board-pinned = the queue on a pinned message
group-button-board = 📋 Pin the queue
group-button-no-board = 📋 No board

# The digest.
digest-morning =
    { $count ->
        [one] ☀️ Good morning! { $count } open ticket
       *[other] ☀️ Good morning! { $count } open tickets
    }
digest-evening =
    { $count ->
        [one] 🌙 At the end of the day: { $count } open ticket
       *[other] 🌙 At the end of the day: { $count } open tickets
    }
digest-mine =
    { $count ->
        [one] { $count } with you
       *[other] { $count } with you
    }
settings-digest = Digest: { $digest }
settings-button-digest = ☀️ Digest
settings-ask-digest = When shall I send a digest?
digest-never = off
digest-in-the-morning = in the morning
digest-twice = morning and evening
