# Daily work: undo, answers, quick replies, new tickets, people, choosing from lists, the end of a shift.

button-undo = ↩ Undo
button-answer = ✅💬 Done with an answer
button-back = ◀ Back
undo-done = Taken back: { $number } is as it was
undo-late = It's too late to take this back: { $number } has moved on.
tap-made-take = Taken.
tap-made-release = Released.
tap-made-finish = Done.
tap-made-reopen = Reopened.
tap-made-refer = Referred.
tap-made-undo = Taken back.
tap-again-take = Press again to take it.
tap-again-release = Press again to release it.
tap-again-finish = Press again to finish it.
tap-again-reopen = Press again to reopen it.
tap-again-refer = Press again to refer it.
tap-again-undo = Press again to undo that.
job-late = It's too late to cancel: this is already under way.
later-waiting = ⏳ The helpdesk isn't answering. { $number } will be dealt with as soon as it's back.
failed-take = ❗ { $number } wasn't taken
failed-release = ❗ { $number } wasn't released
failed-finish = ❗ { $number } wasn't finished
failed-reopen = ❗ { $number } wasn't reopened
failed-refer = ❗ { $number } wasn't passed on
failed-undo = ❗ { $number }: nothing was taken back
failed-retry = 🔁 Try again
refer-decide = ❗ It isn't clear whether { $number } was passed on. Please decide above.
job-settled = This has already been dealt with.
job-again = On its way again.
refer-looking = ⏳ The helpdesk's answer got lost. I'm looking whether { $number } has been passed on…
refer-unsure = 🤔 I can't see that { $number } has been passed on. Send it again? If it did get through, the reason will stand there twice.
refer-again = Send again
refer-leave = Leave it

choice-all =
    { $count ->
        [one] Everybody ({ $count } person)
       *[other] Everybody ({ $count } people)
    }
choice-some = Go on ({ $count } chosen)
refer-several =
    { $count ->
        [one] { $count } ticket
       *[other] { $count } tickets
    }
refer-soon = ➡ { $number } will be passed on in a few seconds…

quick-offer = ⚡ { $number }: choose a reply or write your own.
answer-offer = ✅💬 { $number }: choose the answer or write it. It becomes a comment, then the ticket is done.
quick-soon =
    ⚡ { $number }, on its way:

    <blockquote>{ $text }</blockquote>
quick-sent =
    ⚡ { $number }, sent:

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
quick-deleted = 🗑 The quick reply is deleted.
quick-gone = This quick reply no longer exists.
button-quick = ⚡ Quick reply

new-offer = Shall I make a ticket of this?
new-from-forward = 🆕 Make a ticket
new-client = 🆕 Who is it for? Choose, or write part of a name, login or phone number.
new-client-found = 🆕 Who is it? At most ten are shown; write more of the name if the right one isn't there.
new-subject = 🆕 What is it about?
new-unit = 🆕 Which unit?
new-people = 🆕 <b>{ $unit }</b>: for whom? Tick one or several, or leave it to the whole unit.
new-priority = 🆕 How urgent is it?
new-priority-low = low
new-priority-medium = normal
new-priority-high = high
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
new-change-priority = ✏️ Priority
new-change-text = ✏️ Text
new-done = ✅ Ticket { $number } has been created.
new-shared = ⚠️ Ticket { $number } has been created in the same second as another, and the helpdesk can't tell the two apart. Please handle it on the helpdesk's page.
new-refused = The helpdesk won't take this ticket. Please check the client and the unit.
new-unsure = The helpdesk's answer got lost: the ticket may or may not be there. Press once more and I'll look for it first.

find-too-short = Write at least two characters: part of a name, a login or a phone number. For example: /find 1234
find-nobody = Nobody found. Try another part of the name, the login or the phone number.
find-title =
    { $count ->
        [one] 🔎 { $count } person found
       *[other] 🔎 { $count } people found (at most ten are shown)
    }
units-title = 🏢 Units. Choose one to see its people.
unit-title =
    { $count ->
        [one] 🏢 { $unit }: { $count } person
       *[other] 🏢 { $unit }: { $count } people
    }
role-inactive = switched off
role-client = client
role-technician = technician
role-head = head of unit
role-chief = head of everything
role-unknown = role unknown
person-seen = Last seen: { $time }

search-too-long = That is too long to look for. Send a few words, a name or a number.
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
        [one] 👋 You still hold { $count } ticket.
       *[other] 👋 You still hold { $count } tickets.
    }
signoff-release = Release all
signoff-refer = ➡ Refer all
signoff-result = 👋 Done:
inline-sign-in = Sign in to search your tickets
inline-down = The helpdesk isn't answering

menu-new = New ticket
menu-search = Search my tickets
menu-find = Find a person
menu-units = Units and their people
menu-replies = Quick replies
menu-signoff = End of the shift: what I still hold
