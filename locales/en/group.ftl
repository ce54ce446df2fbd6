# Subscriptions of groups: the panel, and what becomes of one.

subscribe-not-admin = Only an administrator of the group can do this
group-title = 🔔 New tickets from <b>{ $name }</b>'s queue are posted here
group-units = Units: <b>{ $units }</b>
group-floor = Priority: <b>{ $floor }</b>
group-which = Which: <b>{ $which }</b>
group-show = Shown here: <b>{ $show }</b>
group-quiet = Quiet hours: <b>{ $quiet }</b>
group-hint = Change it with the buttons below. /unsubscribe ends it.
group-button-units = 🏢 Units
group-button-floor = 🔴 Priority
group-button-show = 👁 What is shown
group-button-quiet = 🌙 Quiet hours
group-button-unassigned = Only for the whole unit
group-button-all = Show those for people too
group-button-end = 🔕 End
button-language = 🌐 Language
group-saved = ✓ Saved
group-ask-units = Tickets of which units?
group-every-unit = all units of the subscription's owner
group-ask-floor = Tickets from which priority up?
group-floor-any = any
group-floor-medium = normal and high
group-floor-high = only high
group-which-all = all
group-which-unassigned = only for the whole unit
group-ask-show = How much of a ticket may everybody in this group see?
group-show-subject = number and subject
group-show-text = number, subject and text
group-show-client = everything, the client too
group-ask-quiet = When should messages make no sound?
group-quiet-never = none
group-choose = Which subscription?
group-none = There's no subscription. In a group, /subscribe begins one.
group-topic = { $title } · topic { $number }
group-not-yours = This is { $name }'s subscription: only they can change it. You can end it, or make it yours with /subscribe.
group-woke = 🔔 <b>{ $name }</b> is back: new tickets appear here again.
group-rests-signed-out = 💤 No new tickets here for now: <b>{ $name }</b> has signed out of the helpdesk. It goes on when they sign in, or when another administrator sends /subscribe.
group-rests-not-admin = 💤 No new tickets here for now: <b>{ $name }</b> no longer runs this group. An administrator who is signed in can send /subscribe.
group-rests-no-units = 💤 No new tickets here for now: <b>{ $name }</b> no longer sees these units in the helpdesk. An administrator who does can send /subscribe.
menu-subscriptions = What appears in groups

# Where Telegram lets nothing through.
group-closed-topic = 🔇 <b>{ $title }</b>: the topic is closed, so I can't write there. New tickets wait for up to a day and appear as soon as it is open again.
group-no-rights = 🔇 I may not write in <b>{ $title }</b>. New tickets wait for up to a day. Let members write there, or make me an administrator, and they appear by themselves.
group-refuses = 🔇 Telegram takes no message of mine in <b>{ $title }</b> right now. New tickets wait for up to a day; I keep trying.
group-topic-gone = 🔕 The topic of <b>{ $title }</b> is gone, so new tickets don't appear there any more. /subscribe in another topic begins anew.
group-gone = 🔕 I am no longer in <b>{ $title }</b>, so new tickets don't appear there any more. Add me and send /subscribe there to begin anew.
group-missed =
    { $count ->
        [one] { $count } message could not be shown here in time: /in has what is open.
       *[other] { $count } messages could not be shown here in time: /in has what is open.
    }
message-refused = ⚠️ Telegram wouldn't take a message of mine here. Please look at the helpdesk, or at /in.
