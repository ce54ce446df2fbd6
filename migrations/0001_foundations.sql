-- The tables of deskgram. Times are milliseconds since 1970 (UTC). The same script serves SQLite and PostgreSQL; `{serial}`
-- is replaced by each one's way to number rows.

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
    read_at BIGINT NOT NULL
);

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

-- The card ledger: which message shows which ticket, for ever.
CREATE TABLE card_messages (
    chat BIGINT NOT NULL,
    message BIGINT NOT NULL,
    thread BIGINT,
    ticket BIGINT NOT NULL,
    made BIGINT NOT NULL,
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
    made BIGINT NOT NULL
);
CREATE INDEX outbox_order ON outbox (class, id);
CREATE INDEX outbox_chat ON outbox (chat);

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
    made BIGINT NOT NULL
);
CREATE INDEX comments_waiting ON comments (due) WHERE state = 'waiting';

-- Groups and topics that get new tickets, by whose account.
CREATE TABLE subscriptions (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    settings TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (chat, thread)
);

-- Conversations in progress, one per person and chat.
CREATE TABLE dialogues (
    telegram BIGINT NOT NULL,
    chat BIGINT NOT NULL,
    body TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (telegram, chat)
);

-- Names and lists of the helpdesk's directory, as last read.
CREATE TABLE directory (
    shelf TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (shelf, name)
);
