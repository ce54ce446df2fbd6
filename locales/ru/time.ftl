# Time in words. Amounts are put together from the largest unit down, two at most, with a space between.
time-days =
    { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
time-hours = { $count } ч
time-minutes = { $count } мин

# What a deadline leaves.
time-left = осталось { $time }
time-overdue = просрочено на { $time }
time-due-now = срок истекает

# How long ago.
time-ago = { $time } назад
time-just-now = только что

# When: on the same day, in the same year, in another year; what the months are called in it.
time-months = 01 02 03 04 05 06 07 08 09 10 11 12
time-day = { $day }.{ $month }
time-today = { $clock }
time-this-year = { $day }.{ $month } { $clock }
time-any-year = { $day }.{ $month }.{ $year } { $clock }
