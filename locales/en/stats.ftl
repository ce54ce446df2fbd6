# /stats: the words on the picture, its caption and its buttons. What stands on the picture has little room.

stats-new = new
stats-taken = taken
stats-finished = done
stats-open = open now
stats-by-day = day by day
stats-by-week = week by week
stats-waiting = waiting times
stats-until-taken = Taken: half within { $half }, 9 of 10 within { $most }
stats-until-done = Done: half within { $half }, 9 of 10 within { $most }
stats-none-taken = Taken: none
stats-none-done = Done: none
stats-ages = open for
stats-age-day = up to a day
stats-age-three-days = 1–3 days
stats-age-week = 3–7 days
stats-age-month = 1–4 weeks
stats-age-older = longer
stats-subjects = what it was about
stats-others = everything else
stats-nothing = nothing yet

# The caption: what matters most in words.
stats-caption-came = New: { $new }, done: { $finished }, open now: { $open }
stats-caption-took = Taken: { $new }, done: { $finished }, open now: { $open }
stats-on-duty = On duty now: <b>{ $name }</b>
stats-watched-since = As far as deskgram has watched, since { $day }
stats-not-watched = deskgram has seen no ticket yet
stats-here = This group
stats-button-own = Mine
stats-button-week = Week
stats-button-month = Month
stats-button-quarter = Quarter
stats-button-dark = 🌙 Dark
stats-button-light = ☀️ Light
stats-not-yours = Only the head of a unit can see its figures
stats-no-subscription = This group gets no tickets. An administrator of the group who works on tickets can start with /subscribe.
menu-stats = How the work goes
menu-stats-group = How this group’s work goes
stats-weekly = picture of the week on Mondays
