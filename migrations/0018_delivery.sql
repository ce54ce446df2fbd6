-- Places that Telegram lets nobody write to for now: since when, how often it was tried, and how many alerts were given up meanwhile.
-- A thread of 0 is the whole chat.
CREATE TABLE resting (
    chat BIGINT NOT NULL,
    thread BIGINT NOT NULL,
    since BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    lost BIGINT NOT NULL,
    PRIMARY KEY (chat, thread)
);

-- `form`: in how plain a form a message goes out, after others were refused. `aside`: it fails by itself, and those behind it pass.
ALTER TABLE outbox ADD COLUMN form BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN aside BIGINT NOT NULL DEFAULT 0;

-- When a storm was over: later tickets begin another.
ALTER TABLE live_messages ADD COLUMN ended BIGINT;
