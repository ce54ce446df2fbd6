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
