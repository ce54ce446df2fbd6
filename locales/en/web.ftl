# Signing in on a page, and the link to it in the chat.

login-web = Sign in on a page, so that your password never enters a chat. The link is yours alone, works once, and is valid for ten minutes.
login-web-or-here = You can also do it here: /login and your login.
login-web-only = Passwords have no place in this chat. Please use the page:
login-code = 🔢 The password is right. Now send me the six digits that the page shows.
login-code-wrong =
    ❌ That is not the code on the page. { $count ->
        [one] One try is left.
       *[other] { $count } tries are left.
    }
login-code-over = ❌ None of these was the code. Start again with /login.
login-code-late = ⌛ That code is no longer valid. Start again with /login.

web-title = Sign in to the helpdesk
web-who = Telegram profile: <b>{ $name }</b> (ID { $number }). It will be linked with your account at <b>{ $helpdesk }</b>. If that isn't you, close this page.
web-login = Login
web-password = Password
web-submit = Sign in
web-note = The password goes to your helpdesk and is kept nowhere else.
web-code-title = One more step
web-code = Send this code to the bot, in the chat of <b>{ $name }</b> in which you asked for the link:
web-code-note = It is valid for five minutes. If somebody else sent you the link, close this page and tell nobody the code.
web-back = Back to Telegram
web-gone = This link is no longer valid. Send /login to the bot for a new one.
web-limited = Too many tries that didn't work. The next one is possible in { $time }.
web-file-gone = This file is no longer here. Ask whoever sent it to send it again.
