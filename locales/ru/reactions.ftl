# Reactions to a card in a group, as shortcuts.

reactions-are = Реакции: <b>{ $mode }</b>
reactions-nothing = ничего не делают
reactions-shortcuts = 👌 берёт, 👍 закрывает
reactions-button-on = 👌 👍 Брать и закрывать реакцией
reactions-button-off = 🚫 Отключить реакции
reactions-need-admin = Сохранено. Заработает, когда я стану администратором группы: о реакциях Telegram сообщает только им.
