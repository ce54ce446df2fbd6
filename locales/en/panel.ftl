# What one person alone sees in a group, in the place of a message.

panel-only-you = 👁 Only you see this
panel-hide = ✖ Hide
