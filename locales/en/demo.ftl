# The demo: its people, and the tour in the terminal.

demo-group = Service desk
demo-olena = Olena
demo-taras = Taras
demo-iryna = Iryna
demo-roman = Roman
demo-welcome = Open it in a browser and sign in as { $olena }, { $taras }, { $iryna } or { $roman } (a client). The first new ticket comes in ten seconds. Ctrl-C ends it.

tour-title = deskgram: a day at the service desk, in short
tour-end =
    { $count ->
        [one] { $count } step done as promised in { $seconds } s.
       *[other] All { $count } steps done as promised in { $seconds } s.
    }
tour-bot = bot
tour-bot-edits = bot edits
tour-in-group = in group
tour-at-helpdesk = on web

tour-sign-in = Sign in
tour-list = See what came in
tour-card = Open a ticket
tour-take = Take it
tour-comment = Reply, and it is a comment
tour-finish = Done
tour-subscribe = Bring the alerts into the group
tour-alert = A new ticket arrives by itself
tour-race = Two people want it
tour-follow = A colleague works on the helpdesk's own page
tour-manners = All the while

tour-words = On my way, five minutes.
tour-replies = ↩ { $text }
tour-subject = Printers
tour-ticket = The printer in room 214 prints every page black. The contracts go out at noon!
tour-marks-done = marks it done

tour-awaits-answer = the bot answers
tour-awaits-toast = the press is answered
tour-awaits-card = the card of { $number } is as it should be
tour-awaits-button = the button is there
tour-awaits-ticket = the helpdesk has { $number }
tour-awaits-thumb = 👍 on the reply

tour-proof-password = the message with the password is deleted
tour-proof-sign-in = the helpdesk has let all three in
tour-proof-list = all of these are tickets of her unit
tour-proof-card = the text is the helpdesk's, word for word
tour-proof-take = the helpdesk says: { $name } holds it
tour-proof-comment = the helpdesk has the comment, once
tour-proof-finish = the helpdesk says: done by { $name }
tour-proof-alert = in the group and in three private chats
tour-proof-told = { $name } is told who was first
tour-proof-follow =
    { $count ->
        [one] { $count } card in the chats says so
       *[other] all { $count } cards in the chats say so
    }
tour-proof-manners =
    { $count ->
        [one] { $count } call of the Bot API, and it is by Telegram's rules
       *[other] { $count } calls of the Bot API, all by Telegram's rules
    }
