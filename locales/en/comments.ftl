# Comments: pages, writing, and what became of them.

comments-title =
    { $count ->
        [0] 💬 { $number }: no comments
        [one] 💬 { $number }: { $count } comment
       *[other] 💬 { $number }: { $count } comments
    }
comments-none = Nobody has written anything yet.
comments-no-text = (no text; perhaps a file, which can be seen in the helpdesk)
comments-hint = A reply to any card of the ticket becomes a comment.
comments-older = ◀ Older
comments-newer = Newer ▶
button-write = ✏️ Write
button-card = 🎫 Card

comment-is-seen = 👀 Got it, sending.
comment-has-arrived = 👍 The helpdesk has your comment.
comment-arrived = Your comment on { $number } is in the helpdesk.
comment-waiting = ⏳ The helpdesk isn't answering. Your comment on { $number } is safe here and goes out as soon as it's back.
comment-unheard = ⏳ The answer to your comment on { $number } got lost, so it may have arrived already. I look again within a minute or so and send it only if it isn't there.
comment-unsure = 🤔 Your comment on { $number } was sent, but the helpdesk doesn't show it. Please look at the ticket; send it again only if it isn't there.
comment-signed-out = ⏳ Your comment on { $number } waits: you're signed out. Sign in with /login, and I'll send it.
comment-other-account = ⚠️ Your comment on { $number } wasn't sent: you wrote it with another account than the one you're signed in with now. Send it from this one, or drop it?
comment-ambiguous = ⚠️ Your comment on { $number } wasn't sent: the helpdesk can't tell this ticket from another one made in the same second. Please write it on the helpdesk's page.
comment-gone = ⚠️ Your comment wasn't sent: the helpdesk no longer has ticket { $number }.
comment-refused = ⚠️ The helpdesk won't take your comment on { $number }.
comment-not-allowed = ⚠️ Your comment on { $number } wasn't sent: the ticket isn't among yours any more.
comment-retry = Send again
comment-drop = Don't send
comment-dropped = All right, it won't be sent
comment-dropped-perhaps = All right, I won't send it again. One attempt may have got through, so please look at the ticket.
comment-resent = Sending again
comment-not-yours = This is somebody else's comment
comment-settled = This comment is already settled
comment-prompt = ✏️ Write your comment on { $number } as the next message.
comment-empty = There's nothing in it that could be sent. Please write some text.
comment-kind-refused = Only words and files go into a ticket, and this is { $kind }. Please write it in words.
comment-kind-unknown = I can't read messages of this kind. Please write it in words.
comment-media = 📎 The helpdesk takes no files from here, so the ticket only gets a note that there was one. Attach the file to the ticket on the website.
comment-media-note = [{ $kind } sent in Telegram] { $caption }
comment-media-bare = [{ $kind } sent in Telegram]
comment-file = { $name } ({ $size }): { $link }
comment-file-bare = { $name }: { $link }
comment-file-large = 📎 Telegram gives me no files over { $size }, so the ticket only gets a note that there was one. Attach the file to the ticket on the website.
size-kilobytes = { $count } KB
size-megabytes = { $size } MB
comment-correction = Correction: { $text }
comment-in-group = To comment here, reply to the card. Or press the button in your chat with me.
comment-astray = I can't tell which ticket this is about. Please reply to the ticket's card.
comment-from-elsewhere = I can't see which of my messages there you answer. Please reply to the ticket's card in that chat, or open it here, for example /ticket 17, and reply to that.
media-photo = photo
media-document = document
media-voice = voice message
media-video = video
media-audio = audio
media-other = attachment
kind-sticker = a sticker
kind-dice = a dice
kind-poll = a poll
kind-game = a game
kind-story = a story
