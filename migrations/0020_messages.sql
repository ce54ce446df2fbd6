-- What became a comment of each message that people wrote, for as long as it can be edited: an edit that says the same is none.
CREATE TABLE taken (
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
CREATE TABLE offers (
    id {serial},
    telegram BIGINT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX offers_telegram ON offers (telegram, at);
