# Words of all files: one act, one word.
# take, taken · release · done (button and state), finish · reopen · reassign · unclaimed · held, with me
# ticket · unit · client · technician · update (what is told) · quiet mode, silently, with sound · queue (a list of tickets)
# A label begins with a capital letter; what pops up has no dot at its end when it is one sentence. Spaces that must not
# break are put in by i18n::typography.

# What has happened to a ticket, in one line: a reply to its card.

ping-yours = 👉 { $number } is now assigned to you
ping-yours-by = 👉 { $number } is now assigned to you by { $name }
ping-referred = ➡ { $number } was reassigned
ping-referred-by = ➡ { $number } was reassigned by { $name }
ping-taken = ✋ { $number } has been taken
ping-taken-by = ✋ { $number }: taken by { $name }
ping-lost = ↪ { $number } was reassigned to someone else
ping-released = 🆓 { $number } is free again
ping-done = ✅ { $number } is done
ping-done-by = ✅ { $number }: done by { $name }
ping-returned = ↩ { $number } was opened again and is yours
ping-reopened = ↩ { $number } was opened again
ping-priority-low = 🟢 { $number } is now low priority
ping-priority-medium = 🟡 { $number } is now normal priority
ping-priority-high = 🔴 { $number } is urgent now
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-comments-omitted =
    { $count ->
        [one] { $count } more comment before this one: see 💬
       *[other] { $count } more comments before this one: see 💬
    }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: the deadline has passed
ping-unclaimed = 🕐 { $number }: unclaimed for { $time }
ping-unclaimed-head = 🕐 { $number }: unclaimed in your unit for { $time }

outage-began = ⚠️ The helpdesk hasn't answered since { $since }. I keep trying. What you write to tickets meanwhile is kept and sent once it is back.
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
board-nothing = Nothing needs attention right now.
sheet-more =
    { $count ->
        [one] and { $count } more: /in in my private chat
       *[other] and { $count } more: /in in my private chat
    }
group-board = Board: <b>{ $board }</b>
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
        [one] 🌙 End of day: { $count } open ticket
       *[other] 🌙 End of day: { $count } open tickets
    }
digest-mine =
    { $count ->
        [one] { $count } is yours
       *[other] { $count } are yours
    }
settings-digest = Digest: <b>{ $digest }</b>
settings-button-digest = ☀️ Digest
settings-ask-digest = When shall I send a digest?
digest-never = off
digest-in-the-morning = in the morning
digest-twice = morning and evening
