# A ticket that nobody takes: who is called, and what the card says of it.

ping-unclaimed-duty = 🕐 { $number }: unclaimed for { $time }, and you are on duty
ping-unclaimed-next = 🕐 { $number }: unclaimed for { $time }, and you are next on duty

# Each call is a name (or one of the words below) with its time: «Kim N.S. 10:05 · the unit 10:15».
card-called = 📟 Called: { $calls }
called-duty = on duty
called-next = next on duty
called-unit = the unit
called-head = the head
called-group =
    { $count ->
        [1] the group
        [one] { $count } group
       *[other] { $count } groups
    }
