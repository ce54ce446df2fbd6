# What one person alone sees in a group, in the place of a message.

panel-only-you = 👁 Это видите только вы
panel-hide = ✖ Убрать
