# Pages of tickets.

list-incoming =
    📥 { $count ->
        [0] Nothing incoming
        [one] { $count } incoming ticket
       *[other] { $count } incoming tickets
    }
list-own =
    📥 { $count ->
        [0] You have no tickets
        [one] You have { $count } ticket
       *[other] You have { $count } tickets
    }
list-own-filtered = 📥 Your tickets, { $filter }: { $count }
list-outgoing =
    📤 { $count ->
        [0] Nothing outgoing
        [one] { $count } outgoing ticket
       *[other] { $count } outgoing tickets
    }
list-archive =
    🗄 { $count ->
        [0] The archive is empty
        [one] { $count } ticket in the archive
       *[other] { $count } tickets in the archive
    }
list-empty = All quiet here.
list-page = { $page } of { $pages }
list-head-outgoing = The helpdesk gives heads of units no outgoing list. These are the tickets of your units that you wrote; ones you sent to other units are not among them.
list-client = The helpdesk does not show its archive to clients.
list-as-of = ⚠️ The helpdesk isn't answering. This is the list as of { $time }.
list-filtered = 📥 { $filter }: { $count }

# What of the incoming list is shown: four and three of them in a row.
filter-all = All
filter-assigned = For me
filter-held = With me
filter-my-units = My units
filter-free = Free
filter-urgent = Urgent
filter-overdue = Overdue
filter-open = Open
filter-done = Done
