# Reactions to a card in a group, as shortcuts.

reactions-are = Reactions: <b>{ $mode }</b>
reactions-nothing = do nothing
reactions-shortcuts = 👌 takes, 👍 closes
reactions-button-on = 👌 👍 Take and close with a reaction
reactions-button-off = 🚫 Reactions do nothing
reactions-need-admin = Saved. It works once I am an administrator of this group: Telegram tells nobody else of reactions.
