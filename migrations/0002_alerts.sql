-- What alerts need: who watches what, which messages are mere replies to a card, since when a ticket is as it is.

-- 0: the message is a card; 1: it is a reply that tells of the ticket, and is never redrawn.
ALTER TABLE card_messages ADD COLUMN kind BIGINT NOT NULL DEFAULT 0;

-- Since when the ticket has been in its present state, as far as it was seen.
ALTER TABLE tickets ADD COLUMN since BIGINT NOT NULL DEFAULT 0;

-- People who have asked to hear of a ticket that is not theirs.
CREATE TABLE watchers (
    ticket BIGINT NOT NULL,
    telegram BIGINT NOT NULL,
    PRIMARY KEY (ticket, telegram)
);
