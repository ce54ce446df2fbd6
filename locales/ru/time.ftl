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
time-left = остаётся { $time }
time-overdue = просрочено на { $time }
time-due-now = срок истекает

# How long ago.
time-ago = { $time } назад
time-just-now = только что

# When: on the same day, in the same year, in another year.
time-today = { $clock }
time-this-year = { $day }.{ $month } { $clock }
time-any-year = { $day }.{ $month }.{ $year } { $clock }
