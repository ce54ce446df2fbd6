# A ticket that nobody takes: who is called, and what the card says of it. Names stand in the nominative.

ping-unclaimed-duty = 🕐 { $number }: ніхто не бере вже { $time }, зараз чергуєте ви
ping-unclaimed-next = 🕐 { $number }: ніхто не бере вже { $time }, наступне чергування ваше

# Each call is a name (or one of the words below) with its time: «Кім Н.С. 10:05 · відділ 10:15».
card-called = 📟 Виклик: { $calls }
called-duty = черговий працівник
called-next = наступна зміна
called-unit = відділ
called-head = начальник відділу
called-group =
    { $count ->
        [1] група
        [one] { $count } група
        [few] { $count } групи
       *[many] { $count } груп
    }
