# Who is on duty: the screen, its questions, and what the handover says.

duty-title = 🛎 Duty: { $place }
duty-now = On now: <b>{ $name }</b>, until { $until }
duty-now-always = On now: <b>{ $name }</b>
duty-nobody = Nobody is on: everybody is away
duty-next = Next: <b>{ $name }</b>
duty-coming = Coming turns
duty-away = 💤 { $name } is away until { $until }
duty-off = The rota is turned off
duty-empty = Nobody is part of this rota yet
duty-others = Others hear of new tickets: { $others }
duty-others-usual = as usual
duty-others-silent = without a sound
duty-others-never = not at all
duty-which = Whose duty?
duty-none-editor = No rota yet. Set one up, and new tickets ring whoever is on.
duty-none-unit = No rota yet. The head of the unit can set one up.
duty-none-group = No rota yet. Whoever subscribed this group can set one up.
duty-no-place = None of your units has a rota
duty-no-group = This group gets no tickets yet. Begin with /subscribe
duty-not-yours = This duty is another unit’s
duty-not-member = Only those who take turns here can do that
duty-not-editor = Only the head of the unit, or whoever subscribed the group, can change that
duty-not-on = { $name } is on now.
duty-gone = This rota is no more
duty-no-next = There is nobody to hand over to
duty-handed-over = { $name } is on now
duty-taken-back = You are on again
duty-too-late = That can’t be taken back any more
duty-button-hand-over = 🤝 Hand over now
duty-button-swap = 🔁 Swap a turn
duty-button-away = 💤 I’ll be away
duty-button-back = 👋 I’m back
duty-button-calendar = 📅 My calendar
duty-button-edit = ✏️ Edit
duty-button-set-up = ➕ Set up a rota
duty-button-show = 🛎 Duty
duty-button-agree = 👍 Agree
duty-button-decline = 👎 No
duty-away-ask = For how long? The next in order takes over.
duty-away-ask-of = { $name } is away: for how long? The next in order takes over.
duty-away-tomorrow = Until tomorrow
duty-away-monday = Until Monday
duty-away-week = For a week
duty-away-two-weeks = For two weeks
duty-away-told = 💤 { $by } has noted that you are away until { $until }
duty-back-told = 👋 { $by } has noted that you are back
duty-swap-given = Which of your turns do you want to give away?
duty-swap-taken = And which one do you take for it?
duty-swap-none = There is no turn to swap
duty-swap-over = This swap is no longer possible
duty-swap-unreachable = { $name } is not signed in here and can’t be asked
duty-swap-question =
    { $name } would like to swap turns.
    You take: <b>{ $given }</b>
    { $name } takes yours: <b>{ $taken }</b>
    Please answer by { $until }.
duty-swap-asked = { $name } was asked and can answer by { $until }.
duty-swap-agreed = ✅ You have swapped turns.
duty-swap-declined = You have declined. Nothing changes.
duty-swap-agreed-by = ✅ { $name } agrees: you have swapped turns.
duty-swap-declined-by = { $name } can’t swap. Nothing changes.
duty-swap-expired = { $name } has not answered about the swap. Nothing changes.
duty-handover = <b>{ $name }</b> is on now
duty-handover-from = <b>{ $name }</b> takes over from { $before }
duty-handover-yours = You are on now
duty-handover-nobody = Nobody is on: everybody is away
duty-handover-queue = Open: { $open } · in work: { $held } · overdue: { $overdue }
duty-calendar-none = Here you get a private link that shows your turns in any calendar. Whoever has the link can see them.
duty-calendar =
    Add this link to your calendar (“subscribe by URL”):
    <code>{ $address }</code>

    Whoever has it can see your turns, so keep it to yourself. A new link ends the old one.
duty-calendar-ended = The link is gone: calendars get nothing more
duty-button-calendar-new = 📅 Get my link
duty-button-calendar-renew = 🔄 New link
duty-button-calendar-end = 🗑 End it
duty-calendar-event = On duty: { $place }
mylog-change-duty = duty changed
menu-duty = Who is on duty

# The pages on which a rota is edited.
rota-people = People: <b>{ $people }</b>
rota-pattern = Hand over: <b>{ $pattern }</b>
rota-time = At: <b>{ $time }</b>, { $zone }
rota-others = Others hear of new tickets: <b>{ $others }</b>
rota-nobody = nobody yet
rota-daily = every day
rota-weekly = every week, { $day }
rota-own = a pattern of our own
rota-days = after { $days } days
rota-button-people = 👥 People
rota-button-pattern = 🔁 How often
rota-button-time = 🕘 Time
rota-button-zone = 🌍 Time zone
rota-button-others = 🔔 The others
rota-button-away = 💤 Who is away
rota-button-rest = ⏸ Turn off
rota-button-use = ▶️ Turn on
rota-button-clear = 🗑 Begin anew
rota-ask-people = Tap people in the order of their turns; tap again to take somebody out.
rota-ask-pattern = How often do they hand over?
rota-ask-days = How many days is each turn? Now: <b>{ $days }</b>, then from the beginning.
rota-ask-time = At what time do they hand over ({ $zone })?
rota-ask-zone = In which time zone? Now: <b>{ $zone }</b>
rota-ask-others = New tickets ring whoever is on. How do the others hear of them?
rota-ask-away = Who is away? The next in order takes their turns.
