# Time in words. Amounts are put together from the largest unit down, two at most, with a space between.
time-days =
    { $count ->
        [one] { $count } день
        [few] { $count } дні
       *[many] { $count } днів
    }
time-hours = { $count } год
time-minutes = { $count } хв

# What a deadline leaves.
time-left = залишається { $time }
time-overdue = прострочено на { $time }
time-due-now = строк спливає

# How long ago.
time-ago = { $time } тому
time-just-now = щойно

# When: on the same day, in the same year, in another year.
time-today = { $clock }
time-this-year = { $day }.{ $month } { $clock }
time-any-year = { $day }.{ $month }.{ $year } { $clock }
