-- Daily work: things that happen a little later, what can still be undone, quick replies, and what was used last.

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

-- What follows once a comment has arrived: `finish`, or nothing.
ALTER TABLE comments ADD COLUMN followed_by TEXT;

-- 'button' where the source is a message of the bot's own, whose button chose a quick reply.
ALTER TABLE comments ADD COLUMN origin TEXT NOT NULL DEFAULT 'message';
