# The card of a ticket, and the words that other screens borrow from it.

person-unknown = unknown
person-you = you
unit-unknown = whole unit
subject-none = no subject

state-free = free
state-held = taken
state-held-by = taken by { $name }
state-held-by-you = taken by you
state-done = done
state-done-by = done by { $name }
state-done-by-you = done by you
state-archived = archived

action-take = ✋ Take
action-release = Release
action-finish = ✅ Done
action-reopen = ↩ Reopen
action-refer = ➡ Refer

priority-low = Priority: low
priority-medium = Priority: normal
priority-high = Priority: <b>high</b>

card-client = Client: { $name }
card-author = Written by: { $name }
card-for = For: { $name }
card-created = Created: { $time }
card-deadline = ⏰ { $left }
card-comments =
    💬 { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    }
card-no-text = no text

button-comments = 💬 Comments
button-comments-count = 💬 { $count }
button-watch = 🔔 Watch
button-unwatch = 🔕 Unwatch
watch-on = You'll hear of { $number }
watch-off = No more news of { $number }
button-refresh = 🔄 Refresh

card-parted = ➡ { $number } is no longer among your tickets.
card-parted-to = ➡ { $number } is no longer among your tickets. It went to: { $to }
card-closed = 🔒 { $number }: this card belongs to a sign-in that has ended, and no longer follows the ticket. Once you are signed in (/login), /ticket { $id } shows it.
