# A ticket that nobody takes: who is called, and what the card says of it. Names stand in the nominative.

ping-unclaimed-duty = 🕐 { $number }: никто не берёт уже { $time }, сейчас дежурите вы
ping-unclaimed-next = 🕐 { $number }: никто не берёт уже { $time }, следующее дежурство ваше

# Each call is a name (or one of the words below) with its time: «Ким Н.С. 10:05 · отдел 10:15».
card-called = 📟 Вызов: { $calls }
called-duty = дежурный сотрудник
called-next = следующая смена
called-unit = отдел
called-head = начальник отдела
called-group =
    { $count ->
        [1] группа
        [one] { $count } группа
        [few] { $count } группы
       *[many] { $count } групп
    }
