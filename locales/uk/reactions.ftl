# Reactions to a card in a group, as shortcuts.

reactions-are = Реакції: <b>{ $mode }</b>
reactions-nothing = нічого не роблять
reactions-shortcuts = 👌 бере, 👍 закриває
reactions-button-on = 👌 👍 Брати й закривати реакцією
reactions-button-off = 🚫 Вимкнути реакції
reactions-need-admin = Збережено. Запрацює, коли я стану адміністратором групи: про реакції Telegram повідомляє лише їм.
