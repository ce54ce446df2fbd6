# Time in words. Amounts are put together from the largest unit down, two at most, with a space between.
time-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
time-hours = { $count } h
time-minutes = { $count } min

# What a deadline leaves.
time-left = { $time } left
time-overdue = overdue by { $time }
time-due-now = due now

# How long ago.
time-ago = { $time } ago
time-just-now = just now

# When: on the same day, in the same year, in another year; what the months are called in it.
time-months = Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec
time-day = { $day } { $month }
time-today = { $clock }
time-this-year = { $day } { $month } { $clock }
time-any-year = { $day } { $month } { $year } { $clock }
