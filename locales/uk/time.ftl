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
time-left = лишилося { $time }
time-overdue = прострочено на { $time }
time-due-now = термін спливає

# How long ago.
time-ago = { $time } тому
time-just-now = щойно

# When: on the same day, in the same year, in another year; what the months are called in it.
time-months = 01 02 03 04 05 06 07 08 09 10 11 12
time-day = { $day }.{ $month }
time-today = { $clock }
time-this-year = { $day }.{ $month } { $clock }
time-any-year = { $day }.{ $month }.{ $year } { $clock }
