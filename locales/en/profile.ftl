# What the bot shows of itself before anybody writes to it: its descriptions (at most 512 and 120 letters), and what only some
# menus say.

bot-description =
    Your helpdesk, right in Telegram.

    • New tickets come here, and one tap takes them
    • Reply to a ticket and your words become a comment
    • Forward a message and it becomes a ticket
    • In a group, the whole team sees them

    Press Start and sign in with your helpdesk account.
bot-short-description = Helpdesk tickets in Telegram: take, answer and create them without leaving the chat.

menu-in-client = Your tickets
menu-new-client = Write to support
menu-ticket-group = Show a ticket here

# The first screens.
button-sign-in = 🔐 Sign in
button-languages = 🌐 Language
button-own-tickets = 📥 Your tickets
button-private-chat = 💬 Open our chat
button-other-login = ✏️ Another login
button-other-account = 🔁 Another account
start-known-client = You're signed in as <b>{ $name }</b>. Answers to your tickets come here by themselves; /new writes to support.
welcome-language = 🌐 I speak the language of your Telegram, and your helpdesk account has another. You can choose:
login-already = You're signed in as <b>{ $name }</b>. /logout signs you out.
login-ask-password-again = And your password once more? Or correct the login.
help-signed-out =
    I bring your helpdesk into Telegram: tickets and answers come here, and your reply to a ticket becomes a comment.

    /login — sign in with your helpdesk account
    /language — English, русский, українська
ticket-not-here = Ticket { $number } isn't one of this group's. I can show it in our chat.
