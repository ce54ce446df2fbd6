-- Messages that show several tickets and are kept true in place: the board of a group's queue, the summary of a storm.

-- `message` is missing while it has not been sent; `shown` is what it shows, as HTML.
CREATE TABLE live_messages (
    id {serial},
    kind TEXT NOT NULL,
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    message BIGINT,
    shown TEXT,
    began BIGINT NOT NULL,
    last BIGINT NOT NULL
);
CREATE INDEX live_messages_place ON live_messages (chat, thread, kind);

-- New tickets as they came to each place; `sheet` is the storm that they are part of, if they have no card of their own.
CREATE TABLE arrivals (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    at BIGINT NOT NULL,
    sheet BIGINT,
    PRIMARY KEY (chat, thread, ticket)
);
CREATE INDEX arrivals_ticket ON arrivals (ticket);
CREATE INDEX arrivals_sheet ON arrivals (sheet);
CREATE INDEX arrivals_at ON arrivals (at);
