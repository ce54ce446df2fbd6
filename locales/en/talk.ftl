# The conversation: starting, signing in, commands, presses, passing on, groups.

start-new =
    Hello, { $name }! 👋 I bring your helpdesk into Telegram: tickets and answers come here, and your reply to a ticket becomes a comment.

    Sign in with your helpdesk account: the button below, or /login.
start-known = You're signed in as <b>{ $name }</b>, and new tickets come here by themselves. /help shows what else there is.
start-group = I work here as a group's bot. For your own tickets open a chat with me: @{ $bot }
welcome-technician =
    ✅ Welcome, <b>{ $name }</b>! From now on new tickets arrive here.

    Reply to a ticket to comment on it. /in shows what is waiting, /help the rest.
welcome-head =
    ✅ Welcome, <b>{ $name }</b>! From now on new tickets of your units arrive here.

    Reply to a ticket to comment on it. /in shows what is waiting, /help the rest.
welcome-client =
    ✅ Welcome, <b>{ $name }</b>! What doesn't work? Just write to me, and one press makes it a ticket.

    /in shows your tickets; reply to one to add a comment.

help-private =
    <b>Tickets</b>
    /in — what came in
    /out — what you sent
    /archive — the archive
    /ticket 49 — one ticket by its number
    /new No light in room 12 — a new ticket (or forward me a message)
    /search printer — among your tickets
    /signoff — what you still hold at the end of a shift

    The buttons on a ticket take it, release it, finish it or reassign it. <b>Reply to a ticket</b> and your text becomes a comment: 👀 means I have it, 👍 means the helpdesk has it. ⋯, 🔎 shows how something like it ended before.

    <b>People</b>
    /find Ivanenko — phone and mail by name, login or number
    /units — units and their people, and who is here
    /duty — who is on, and your turns
    /replies — quick replies

    <b>You</b>
    /login, /logout — your helpdesk account
    /stats — how the work goes, as a picture
    /mylog — your activity
    /settings — language, time zone, work hours, sounds, reminders
    /diag — is everything all right?
    /language — English, русский, українська
    /cancel — stop what you're in the middle of

    <b>In a group</b>: add me, then send /subscribe there, and new tickets are posted for the whole team. /subscriptions shows what comes to which group.
help-client =
    /in — your tickets
    /ticket 49 — one ticket by its number
    /new No light in room 12 — a new ticket
    /search printer — among your tickets

    <b>Reply to a ticket</b> and your text becomes a comment: 👀 means I have it, 👍 means the helpdesk has it.

    /logout — sign out
    /stats — how the work goes, as a picture
    /mylog — what you did here
    /settings — language, time zone, work hours, sounds, reminders
    /diag — is everything all right?
    /language — English, русский, українська
help-group =
    /ticket 49 — show a ticket to everybody here
    /duty — who is on duty
    /stats — how this group’s work goes, as a picture
    /subscribe — post new tickets of your queue here
    /subscriptions — what comes here, and how
    /unsubscribe — no more
    /in, /search, /find, /units, /mylog — for you alone
    /diag — is everything all right?

    Buttons act with the helpdesk account of whoever presses them. A reply to a ticket becomes a comment of the person who wrote it. Everything else is in our chat.
help-files =
    { $count ->
        [one] 📎 <b>A file in your reply</b> becomes a link in the comment. Whoever has the link can fetch the file without signing in, for { $count } day.
       *[other] 📎 <b>A file in your reply</b> becomes a link in the comment. Whoever has the link can fetch the file without signing in, for { $count } days.
    }
command-unknown = I don't know this command. /help shows what there is.
command-near = I don't know this command. Did you mean { $command }?
# What people call a ticket before its number.
ticket-words = ticket
only-in-private = That works in your chat with me: @{ $bot }
said-nothing-known = I can't tell where this belongs. To comment on a ticket, reply to its card.
said-by-client = Shall I make it a ticket? To comment on one that is there, reply to its card.

menu-in = Incoming tickets
menu-out = Outgoing tickets
menu-archive = Archive
menu-ticket = One ticket by its number
menu-mylog = Your activity
menu-language = Language
menu-help = What I can do
menu-login = Sign in to the helpdesk
menu-logout = Sign out
menu-cancel = Stop what is going on
menu-subscribe = Post new tickets here
menu-unsubscribe = Post no more tickets here

login-ask-name = What's your login at the helpdesk?
login-ask-password = And your password? I delete your message at once and keep nothing of it.
login-refused = ❌ The helpdesk doesn't accept this: either the login or the password is wrong, or the account is disabled.
login-down = ⏳ The helpdesk isn't answering, so I can't check the password. Please try again in a minute.
login-limited = ⏳ Too many tries that didn't work. To keep your account safe, the next one is possible in { $time }: send the password then.
login-elsewhere = 🔐 Somebody has signed in to your helpdesk account <b>{ $login }</b> from another Telegram, so I've signed you out here. If that was you, all is well. If not, change your password in the helpdesk, then come back with /login.
login-delete-it = ⚠️ I couldn't delete your message with the password. Please delete it yourself.
login-late = ⌛ I was not waiting for a password, so I deleted your message unread, in case it was one. To sign in: /login
login-twice = 🔐 You have just signed in, and a single word may be your password once more, so I deleted it. If it wasn't, please send it again with a few more words.
login-restarted = 🔄 I was restarted just when your message came, and did not keep it, in case it was a password. Please send it again.
login-edited = ✏️ I deleted the message that you have just edited, in case it is a password now. Please send it as a new message.
login-not-here = A group is no place for passwords! Sign in through our private chat: @{ $bot }
logout-done = You're signed out, and I've forgotten the access to your account. /login brings you back.
logout-nothing = You weren't signed in.

button-cancel = ✖ Cancel
button-incoming = 📥 Incoming
button-search = 🔎 Search
button-new = 🆕 New ticket
dialogue-cancelled = Cancelled
dialogue-nothing = There's nothing to cancel
dialogue-over = This question is no longer open. Start again.
comment-below = 💬 { $number }: your comment is below.
comment-taken = 💬 { $number }: your comment is on its way. If it doesn't get there, I'll tell you.
comment-above = 💬 { $number }: your comment is above.
answer-below = ✅ { $number }: your answer is below, then the ticket is done.
comment-unwritten = 💬 { $number }: no comment was written.
answer-unwritten = ✅ { $number } was not finished.
refer-given-up = ➡ { $number } stays where it was.
new-given-up = 🆕 No ticket was made.
quick-given-up = ⚡ The quick replies stay as they were.
settings-zone-kept = 🕒 The time zone stays as it was.

gate-sign-in = You aren't signed in yet. Send /login and I'll connect your helpdesk account.
gate-sign-in-group = You aren't signed in. Open a chat with me (@{ $bot }) and send /login.
gate-nobody = Anonymous admins, channels and bots can't act here: I need to know whose account it is
gate-key-refused = The helpdesk has revoked your access, perhaps your password has changed. Please sign in again: /login
gate-switched-off = Your account at the helpdesk has been disabled, so I've signed you out. If that is a mistake, ask the helpdesk's administrator, then come back with /login.
gate-unknown-role = The helpdesk gives your account a role that I don't know, so there is nothing I may do for you yet. Your administrator can change the role; I look again every few minutes.

toast-working = ⏳ The helpdesk is slow. The ticket will show the result.
toast-trouble = Something went wrong on my side. Please try again in a minute.
too-much-written = That was too much at once: from this message on I have taken nothing. Wait a moment and send the rest again.
too-much-pressed = That was too much at once: this was not taken. Wait a moment and try again.
toast-waiting = ⏳ I can't write anything down right now. Your press isn't lost: it will be carried out as soon as I can.
press-old = This button is out of date. Try from the ticket itself.
press-unknown = Ticket { $number } isn't among those you can see
press-fresh = Up to date
press-sent-privately = Sent to your chat with me
helpdesk-down = The helpdesk isn't answering right now. Nothing was changed; please try again in a minute.
ticket-which = Which ticket? Send the number too: /ticket 49
ticket-unknown = Ticket { $number } isn't in any of your lists
ticket-gone = The helpdesk no longer has ticket { $number }

act-taken = { $number } is yours
act-released = { $number } is free again
act-finished = { $number } is done
act-reopened = { $number } is open again
act-referred = { $number } has been reassigned
act-already = { $number }: nothing to change
act-held-by = { $number } is already taken by { $name }
act-held = Somebody else has taken { $number }
act-done-by = { $number } has already been done by { $name }
act-done = { $number } has already been done
act-not-allowed = The helpdesk doesn't allow you to do this with { $number }
act-ambiguous = The helpdesk made two tickets in one second and can't tell them apart. Please handle { $number } on its own page.
act-only-taken = { $number } is yours, but not done yet: the helpdesk has stopped answering. Please press Done again in a minute.
act-unsure = The helpdesk's answer got lost. Please look at { $number } before you press again.
act-client = That is for support staff. Your tickets: /in, a new one: /new. To add something to a ticket, reply to it.
new-unknown = The helpdesk hasn't told me who you are, so I can't make tickets in your name. I ask it again every few minutes.

refer-unit = ➡ { $number }: to whom? Choose a colleague or a unit.
refer-people = ➡ { $number } → <b>{ $unit }</b>: to whom?
refer-several-people = ➡ { $number } → <b>{ $unit }</b>: tick the people.
refer-reason-hint = You can write a comment first.
refer-reason-said = 💬 { $reason }
refer-chosen = ➡ { $number } → <b>{ $people }</b>
refer-nobody = No one in “{ $unit }” can take tickets right now
refer-reason = ➡ { $number } → <b>{ $people }</b>. Write a comment, or reassign without one.
refer-no-reason = Without a comment

subscribe-not-here = Add me to a group and send /subscribe there. You yourself get your tickets anyway.
subscribe-channel = A channel shows no tickets: in it I can't tell who presses a button. Add me to a group, such as the channel's discussion group, and send /subscribe there.
subscribe-client = Only technicians can subscribe a group
unsubscribe-done = 🔕 No more new tickets here
unsubscribe-soon = 🔕 No more new tickets here in a few seconds…
unsubscribe-nothing = There's no subscription here
group-not-welcome = This group isn't on my allow-list, so I'm leaving it. If that is a mistake, your administrator can allow it: this group's number is { $chat }.
group-hello = Hello! I'm the helpdesk's bot. New tickets can appear right here: let a technician sign in through @{ $bot } and send /subscribe in this group.

language-which = Which language would you like?
language-chosen = I'll speak English
