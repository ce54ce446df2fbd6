-- The tables of deskgram. Times are milliseconds since 1970 (UTC). The same script serves SQLite and PostgreSQL; `{serial}`
-- is replaced by each one's way to number rows, what finds words is made by each one's own statements.

-- Updates from Telegram, written down before they are confirmed. `done` is when the update had been dealt with.
CREATE TABLE updates (
    id BIGINT PRIMARY KEY,
    body TEXT NOT NULL,
    received BIGINT NOT NULL,
    done BIGINT
);
CREATE INDEX updates_open ON updates (id) WHERE done IS NULL;

-- People who have spoken to the bot. `settings` holds what they chose, as JSON.
CREATE TABLE people (
    telegram BIGINT PRIMARY KEY,
    telegram_lang TEXT NOT NULL,
    settings TEXT NOT NULL
);

-- Who in Telegram is who in the helpdesk. `sealed` holds the API key and the account (see store::seal).
CREATE TABLE sessions (
    telegram BIGINT PRIMARY KEY,
    sealed BYTEA NOT NULL,
    since BIGINT NOT NULL
);

-- What is known of each ticket, whoever read it last.
CREATE TABLE tickets (
    id BIGINT PRIMARY KEY,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    details TEXT,
    comments BIGINT,
    read_at BIGINT NOT NULL,
    -- Since when the ticket has been in its present state, as far as it was seen; see store::tickets.
    since BIGINT NOT NULL DEFAULT 0,
    -- When it was first seen: what was due before that is no news.
    first_seen BIGINT NOT NULL DEFAULT 0,
    -- When it is to be read in full again, with its comments, and whether somebody is waiting for that. Nothing for a ticket
    -- that is over.
    refresh_at BIGINT,
    near BIGINT NOT NULL DEFAULT 0,
    -- When it is to be brought up next, and until when all that was due has been said.
    remind_at BIGINT,
    reminded_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tickets_hash ON tickets (hash);
CREATE INDEX tickets_first_seen ON tickets (first_seen);
CREATE INDEX tickets_look ON tickets (near, refresh_at) WHERE refresh_at IS NOT NULL;
CREATE INDEX tickets_remind ON tickets (remind_at) WHERE remind_at IS NOT NULL;

-- What has happened to each ticket, as far as it was seen, for `HISTORY_RETENTION`. `event` names a change, so that it is noted once.
-- `who` and `whom` are people as JSON, their hashes sealed; `unit` and `priority` are the ticket's after the change.
CREATE TABLE ticket_history (
    ticket BIGINT NOT NULL,
    event TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    who TEXT NOT NULL,
    whom TEXT NOT NULL,
    unit BIGINT,
    priority TEXT NOT NULL,
    PRIMARY KEY (ticket, event)
);
CREATE INDEX ticket_history_at ON ticket_history (at);

-- The steps of its escalation that were taken since a ticket came free, and who was called. `place` is the step's among those of
-- one moment, `people` are names as JSON.
CREATE TABLE escalation_calls (
    ticket BIGINT NOT NULL,
    since BIGINT NOT NULL,
    step TEXT NOT NULL,
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    people TEXT NOT NULL,
    group_count BIGINT NOT NULL,
    PRIMARY KEY (ticket, since, step)
);

-- The chain of each priority that is in force, and since when: a new one does not look far back.
CREATE TABLE escalation_chains (
    priority TEXT PRIMARY KEY,
    chain TEXT NOT NULL,
    since BIGINT NOT NULL
);

-- Finished tickets by their words, without endings and without what may be a password. `at` is when one was written, as far as that
-- is known; `ending` the last comment by staff, sealed, and `ending_read` when it was looked for.
CREATE TABLE finished_tickets (
    ticket BIGINT PRIMARY KEY,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    ending TEXT,
    ending_read BIGINT
);
CREATE INDEX finished_tickets_at ON finished_tickets (at);
{word_index}

-- What the helpdesk last said that a person may do with a ticket, and in which state that was.
CREATE TABLE rights (
    ticket BIGINT NOT NULL,
    telegram BIGINT NOT NULL,
    state TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY (ticket, telegram)
);

-- The lists as each person last saw them; `rows` is an array of (ticket id, fingerprint) pairs.
CREATE TABLE list_snapshots (
    telegram BIGINT NOT NULL,
    kind TEXT NOT NULL,
    rows BYTEA NOT NULL,
    read_at BIGINT NOT NULL,
    took BIGINT NOT NULL,
    PRIMARY KEY (telegram, kind)
);

-- Which message shows which ticket, for ever.
CREATE TABLE card_messages (
    chat BIGINT NOT NULL,
    message BIGINT NOT NULL,
    thread BIGINT,
    ticket BIGINT NOT NULL,
    made BIGINT NOT NULL,
    -- 0: the message is a card; 1: it is a reply that tells of the ticket, and is never redrawn.
    kind BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, message)
);
CREATE INDEX card_messages_ticket ON card_messages (ticket);

-- What waits to be sent. `dedup` keeps one row per notice or edit; `version` grows when a waiting row is asked for again.
CREATE TABLE outbox (
    id {serial},
    chat BIGINT NOT NULL,
    thread BIGINT,
    class BIGINT NOT NULL,
    dedup TEXT UNIQUE,
    body TEXT NOT NULL,
    version BIGINT NOT NULL,
    due BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    made BIGINT NOT NULL,
    -- `form`: in how plain a form a message goes out, after others were refused. `aside`: it fails by itself, and those behind it pass.
    form BIGINT NOT NULL DEFAULT 0,
    aside BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX outbox_order ON outbox (class, id);
CREATE INDEX outbox_chat ON outbox (chat, class, id);
CREATE INDEX outbox_due ON outbox (due);

-- Notices that have been put into the outbox once and must not be again.
CREATE TABLE notification_log (
    dedup TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- Comments on their way to the helpdesk.
CREATE TABLE comments (
    id {serial},
    telegram BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    thread BIGINT,
    message BIGINT NOT NULL,
    parts TEXT NOT NULL,
    sent BIGINT NOT NULL,
    baseline BIGINT,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due BIGINT NOT NULL,
    made BIGINT NOT NULL,
    -- What follows once a comment has arrived: `finish`, or nothing.
    followed_by TEXT,
    -- 'button' where the source is a message of the bot's own, whose button chose a quick reply.
    origin TEXT NOT NULL DEFAULT 'message',
    -- When the present part of a comment was last sent, and how often: an attempt without a clear answer may still be carried
    -- out by the helpdesk for a while, so it is not repeated before that.
    attempted BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0,
    -- Under which name at the helpdesk a comment was written: it never goes out under another. Empty where nobody noted it.
    login TEXT NOT NULL DEFAULT ''
);
CREATE INDEX comments_waiting ON comments (due) WHERE state = 'waiting';
-- The first waiting comment of each ticket, however many wait.
CREATE INDEX comments_ticket ON comments (ticket, id) WHERE state = 'waiting';

-- Groups and topics that get new tickets, by whose account.
CREATE TABLE subscriptions (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    settings TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- Whose it is and what the group is called, as people read it.
    owner_name TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    -- Why it rests, as JSON; nothing while it works.
    pause_reason TEXT,
    -- When it was last made sure that its owner runs the group.
    checked BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (chat, thread)
);

-- Conversations in progress, one per person and chat.
CREATE TABLE dialogues (
    telegram BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    body TEXT NOT NULL,
    question BIGINT,
    expires BIGINT NOT NULL,
    PRIMARY KEY (telegram, chat)
);

-- Messages in private chats that ask the next question of a dialogue, and what becomes of them (`body`) when it is closed.
CREATE TABLE questions (
    id BIGINT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    message BIGINT,
    closed BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX questions_telegram ON questions (telegram, closed);

-- Names and lists of the helpdesk's directory, as last read.
CREATE TABLE directory (
    shelf TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (shelf, name)
);

-- People who have asked to hear of a ticket that is not theirs.
CREATE TABLE watchers (
    ticket BIGINT NOT NULL,
    telegram BIGINT NOT NULL,
    PRIMARY KEY (ticket, telegram)
);

-- Tickets that people have put aside, and when each comes back: at a time, or, where there is none, when somebody else comments.
CREATE TABLE snoozes (
    ticket BIGINT NOT NULL,
    telegram BIGINT NOT NULL,
    until BIGINT,
    made BIGINT NOT NULL,
    PRIMARY KEY (ticket, telegram)
);
CREATE INDEX snoozes_telegram ON snoozes (telegram);

-- Work with a time: what waits a few seconds with a Cancel button, and what has to be looked at again. `body` is JSON.
CREATE TABLE jobs (
    id {serial},
    telegram BIGINT NOT NULL,
    body TEXT NOT NULL,
    due BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due);

-- The last action on a ticket that its author can still take back; `state` is what the action has made of the ticket.
CREATE TABLE undo_actions (
    ticket BIGINT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    steps TEXT NOT NULL,
    state TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- Quick replies. `telegram` 0 is everybody's.
CREATE TABLE templates (
    id {serial},
    telegram BIGINT NOT NULL,
    text TEXT NOT NULL,
    place BIGINT NOT NULL,
    used BIGINT NOT NULL
);
CREATE INDEX templates_owner ON templates (telegram);

-- What a person chose lately: units, people, clients.
CREATE TABLE recent_choices (
    telegram BIGINT NOT NULL,
    shelf TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (telegram, shelf, name)
);

-- Sign-ins that were tried and not (yet) accepted, so that guessing can be slowed down. Short: a row lives a quarter of an hour.
CREATE TABLE login_attempts (
    id {serial},
    telegram BIGINT NOT NULL,
    login TEXT NOT NULL,
    at BIGINT NOT NULL,
    known BIGINT NOT NULL DEFAULT 0
);

-- People who were told that the helpdesk does not answer, and since when it did not.
CREATE TABLE outages (
    telegram BIGINT PRIMARY KEY,
    since BIGINT NOT NULL
);

-- Who did what, on which ticket, where, and what came of it. No text of anybody's. `telegram` is missing where the administrator
-- acted on the machine itself.
CREATE TABLE audit (
    id {serial},
    at BIGINT NOT NULL,
    telegram BIGINT,
    login TEXT,
    action TEXT NOT NULL,
    ticket BIGINT,
    outcome TEXT NOT NULL,
    place TEXT NOT NULL,
    chat BIGINT
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_telegram ON audit (telegram, id);
-- Whether anybody has ever signed in with a login.
CREATE INDEX audit_login ON audit (login, id);

-- How often something was changed behind the back of the program that serves, so that it notices.
CREATE TABLE revisions (
    what TEXT PRIMARY KEY,
    count BIGINT NOT NULL
);

-- Where several processes share one PostgreSQL: the number of the one that serves. Whoever takes over takes the next one.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    token BIGINT NOT NULL
);

-- Messages that show several tickets and are kept true in place: the board of a group, the summary of a storm.
-- `message` is missing while it has not been sent; `shown` is what it shows, as HTML.
CREATE TABLE live_messages (
    id {serial},
    kind TEXT NOT NULL,
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    message BIGINT,
    shown TEXT,
    began BIGINT NOT NULL,
    last BIGINT NOT NULL,
    -- When a storm was over: later tickets begin another.
    ended BIGINT
);
CREATE INDEX live_messages_place ON live_messages (chat, thread, kind);

-- Pages in people's own chats that are kept true: the newest list (`kind` is `list`) and the newest page of comments (`comments`) of
-- each. `tickets` holds the numbers of its tickets, each between commas.
CREATE TABLE followed_pages (
    chat BIGINT NOT NULL,
    kind TEXT NOT NULL,
    message BIGINT NOT NULL,
    body TEXT NOT NULL,
    tickets TEXT NOT NULL,
    shown BIGINT NOT NULL,
    PRIMARY KEY (chat, kind)
);

-- New tickets as they came to each place; `live_message` is the storm that they are part of, if they have no card of their own.
CREATE TABLE arrivals (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    at BIGINT NOT NULL,
    live_message BIGINT,
    PRIMARY KEY (chat, thread, ticket)
);
CREATE INDEX arrivals_ticket ON arrivals (ticket);
CREATE INDEX arrivals_live_message ON arrivals (live_message);
CREATE INDEX arrivals_at ON arrivals (at);

-- One-time links to sign in on a page. `lookup` finds the row; what has to be known beside it, and who asked, is sealed.
CREATE TABLE sign_in_links (
    lookup TEXT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    until BIGINT NOT NULL
);

-- Files that people have attached to a reply: a link in the comment leads here, and from here to Telegram, until it runs out. And
-- the albums of which such files come, each with the comment that gathers it.
CREATE TABLE files (
    id BIGINT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT,
    until BIGINT NOT NULL
);

CREATE TABLE albums (
    album TEXT PRIMARY KEY,
    comment BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    begun BIGINT NOT NULL
);

-- What groups were sent within the last minutes, so that their limit holds over a restart, and for whichever process sends next.
CREATE TABLE sent_log (
    id {serial},
    chat BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sent_log_at ON sent_log (at);

-- Places that Telegram lets nobody write to for now: since when, how often it was tried, and how many alerts were given up meanwhile.
-- A thread of 0 is the whole chat.
CREATE TABLE paused_places (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    since BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    PRIMARY KEY (chat, thread)
);

-- What became a comment of each message that people wrote, for as long as it can be edited: an edit that says the same is none.
CREATE TABLE taken_messages (
    chat BIGINT NOT NULL,
    message BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    comment BIGINT NOT NULL,
    form TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (chat, message)
);

-- Messages of which somebody was offered to make a ticket, those that came together as one.
CREATE TABLE ticket_offers (
    id {serial},
    telegram BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX ticket_offers_telegram ON ticket_offers (telegram, at);

-- The command menus that Telegram has been given: a chat's, or those of all chats of a kind in one language. The fingerprint stands
-- for what a menu shows, so that nothing is set twice.
CREATE TABLE command_menus (
    scope TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL
);

-- Who is on duty when: the rota of a unit (then chat and thread are 0), or of a group or topic that gets new tickets (then the unit
-- is). `check_at` is when it is next seen whether somebody else is on.
CREATE TABLE rotas (
    id {serial},
    unit BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    body TEXT NOT NULL,
    check_at BIGINT,
    UNIQUE (unit, chat, thread)
);
CREATE INDEX rotas_check ON rotas (check_at) WHERE check_at IS NOT NULL;

-- The number in each person's calendar link; with another number the old link leads nowhere.
CREATE TABLE calendar_links (
    telegram BIGINT PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE
);
