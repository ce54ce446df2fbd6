# Daily work: undo, answers, quick replies, new tickets, people, choosing from lists, the end of a shift.

button-undo = ↩ Undo
button-answer = Reply and close
button-back = ◀ Back
undo-done = Undone: { $number } is as before
undo-late = Too late to undo: { $number } has changed since
tap-made-take = Taken.
tap-made-release = Released.
tap-made-finish = Done.
tap-made-reopen = Opened again.
tap-made-refer = Reassigned.
tap-made-undo = Undone.
tap-made-ending = Done.
tap-again-take = Press again to take it.
tap-again-release = Press again to release it.
tap-again-finish = Press again to finish it.
tap-again-reopen = Press again to open it again.
tap-again-refer = Press again to reassign it.
tap-again-undo = Press again to undo that.
job-late = Too late to cancel: it's already being sent
later-waiting = ⏳ The helpdesk isn't answering. { $number } will be dealt with as soon as it's back.
failed-take = ❗ { $number } wasn't taken
failed-release = ❗ { $number } wasn't released
failed-finish = ❗ { $number } wasn't finished
failed-reopen = ❗ { $number } wasn't opened again
failed-refer = ❗ { $number } wasn't reassigned
failed-undo = ❗ { $number }: nothing was undone
failed-retry = 🔁 Try again
refer-decide = ❗ It isn't clear whether { $number } was reassigned. Please decide above.
job-not-yours = Only the person who did this can undo it
job-settled = This is already settled
job-again = Sending again
refer-looking = ⏳ The helpdesk's answer got lost. Checking whether { $number } was reassigned…
refer-unsure = 🤔 I can't see that { $number } was reassigned. Send it again? If it did get through, your comment will be there twice.
refer-again = Send again
refer-leave = Don't resend

choice-all =
    { $count ->
        [one] Whole unit ({ $count } person)
       *[other] Whole unit ({ $count } people)
    }
choice-some = Go on ({ $count } chosen)
choice-several = ☐ Several people…
refer-several =
    { $count ->
        [one] { $count } ticket
       *[other] { $count } tickets
    }
refer-soon = ➡ { $number } → <b>{ $people }</b>: reassigned in a few seconds…

quick-offer = ⚡ { $number }: choose a reply or write your own.
quick-none-yet = There are no quick replies yet: /replies adds some.
answer-offer = ✅ <b>{ $number } will be done.</b> Choose the answer or write it as the next message: it becomes a comment, and right after it the ticket is closed as done.
quick-soon =
    ⚡ Sending to { $number }:

    <blockquote>{ $text }</blockquote>
quick-sent =
    ⚡ Sent to { $number }:

    <blockquote>{ $text }</blockquote>
quick-list =
    { $count ->
        [0] ⚡ No quick replies yet. Add the sentences you type every day; <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> and <code>{"{"}id{"}"}</code> become the client's name, yours, and the ticket's number.
        [one] ⚡ { $count } quick reply. <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> and <code>{"{"}id{"}"}</code> become the client's name, yours, and the ticket's number. 👥 marks the team's.
       *[other] ⚡ { $count } quick replies. <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> and <code>{"{"}id{"}"}</code> become the client's name, yours, and the ticket's number. 👥 marks the team's.
    }
quick-add-own = ➕ For me
quick-add-shared = ➕ 👥 For the team
quick-ask = Write the text of the quick reply.
quick-bad = A quick reply is a text of 1 to { $most } characters. Please write it once more.
quick-shown =
    ⚡ Your quick reply:

    <blockquote>{ $text }</blockquote>
quick-shown-shared =
    👥 The team's quick reply:

    <blockquote>{ $text }</blockquote>
quick-change = ✏️ Change
quick-raise = ⬆ Up
quick-delete = 🗑 Delete
quick-deleting = 🗑 Deleted: { $text }
quick-deleted = 🗑 The quick reply is deleted
quick-gone = This quick reply no longer exists

new-offer = Shall I make a ticket of this?
new-from-forward = 🆕 Make a ticket
new-client = 🆕 Who is it for? Choose, or write part of a name, login or phone number.
new-for-me = For me
new-client-found = 🆕 Which one? Showing up to ten; type more of the name to narrow it down.
new-subject = 🆕 What is it about?
new-unit = 🆕 Which unit?
new-people = 🆕 <b>{ $unit }</b>: for whom? Choose one or more, or the whole unit.
new-priority = 🆕 Which priority?
new-priority-low = Low
new-priority-medium = Normal
new-priority-high = High
new-text = 🆕 Describe it in one message.
new-text-only = Only text can go into a ticket from here. Please write it.
new-preview =
    🆕 <b>Is this right?</b>

    Client: { $client }
    Subject: { $subject }
    Unit: { $unit }
    For: { $people }
    Priority: { $priority }

    <blockquote>{ $text }</blockquote>
new-make = ✅ Create
new-look-again = 🔎 Look for it, and create it if it isn't there
new-change-client = ✏️ Client
new-change-subject = ✏️ Subject
new-change-unit = ✏️ Unit
new-change-people = ✏️ For
new-change-priority = ✏️ Priority
new-change-text = ✏️ Text
new-done = ✅ Ticket { $number } has been created.
new-shared = ⚠️ Ticket { $number } has been created in the same second as another, and the helpdesk can't tell the two apart. Please handle it on the helpdesk's page.
new-refused = The helpdesk rejected this ticket. Please check the client and the unit.
new-unsure = The helpdesk's answer got lost: the ticket may or may not be there. Press once more and I'll look for it first.

find-too-short = Write at least two characters: part of a name, a login or a phone number. For example: /find 1234
find-nobody = Nobody found. Try another part of the name, the login or the phone number.
find-title =
    { $count ->
        [one] 🔎 { $count } person found
       *[other] 🔎 { $count } people found
    }
units-title = 🏢 Whose people shall I show?
unit-title =
    { $count ->
        [one] 🏢 { $unit }: { $count } person
       *[other] 🏢 { $unit }: { $count } people
    }
find-first-ten = Only the first ten are shown; add a word to find fewer.
person-button-new = 🆕 New ticket
person-button-tickets = 📋 Tickets
role-inactive = account disabled
role-client = client
role-technician = technician
role-head = head of unit
role-chief = administrator
role-unknown = role unknown
person-seen = Last seen: { $time }

search-too-long = That search is too long. A few words, a name or a number will do.
search-what = What shall I look for? For example: /search printer
search-title =
    { $count ->
        [0] 🔎 “{ $words }”: nothing found among the tickets you have seen here
        [one] 🔎 “{ $words }”: { $count } ticket
       *[other] 🔎 “{ $words }”: { $count } tickets
    }
search-more = These are the first { $count }. Add a word to find fewer.
signoff-title =
    { $count ->
        [0] 👋 You hold no tickets. Have a good evening!
        [one] 👋 You still hold { $count } ticket
       *[other] 👋 You still hold { $count } tickets
    }
signoff-release = Release all
signoff-refer = ➡ Reassign all
signoff-result = 👋 Result:
inline-sign-in = Sign in to search your tickets
inline-nothing = Nothing found
inline-down = The helpdesk isn't answering

menu-new = New ticket
menu-search = Search my tickets
menu-find = Find a person
menu-units = Units and their people
menu-replies = Quick replies
menu-signoff = End of the shift: what I still hold
