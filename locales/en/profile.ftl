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
