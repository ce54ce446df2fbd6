# The card of a ticket, and the words that other screens borrow from it.
#
# One act, one word, everywhere (button · state or notice):
#   Take · taken by            Release · free again      Done · done
#   Open again · opened again  Reassign · reassigned     Undo · undone
#   Watch · watching           Reply and close           unit, technician, client, helpdesk

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
action-free-up = Release
action-finish = ✅ Done
action-reopen = 🔓 Open again
action-refer = ➡ Reassign

card-author = Reported by: { $name }
card-for =
    { $count ->
        [one] Assigned to: { $names }
       *[other] Assigned to: { $names }
    }
card-created = Created: { $time }
card-deadline = ⏰ { $left }
card-twin = ⚠️ Created in the same second as { $number }: it can only be handled on the site.
card-link = Open in the helpdesk

button-comments = 💬
button-comments-count = 💬 { $count }
button-reply = ⚡ Reply
button-more = ⋯
button-watch = 🔔 Watch
button-unwatch = 🔕 Unwatch
watch-on = Watching { $number }
watch-off = No longer watching { $number }
button-refresh = 🔄 Refresh
undo-not-yours = Only { $name } can undo that

card-parted = ➡ { $number } is no longer among your tickets.
card-parted-to = ➡ { $number } is no longer among your tickets. It went to: { $to }
card-closed = 🔒 { $number }: this card belongs to a sign-in that has ended, and no longer follows the ticket. Once you are signed in (/login), /ticket { $id } shows it.
