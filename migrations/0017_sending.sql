-- What groups were sent within the last minutes, so that their limit holds over a restart, and for whichever process sends next.
CREATE TABLE sent_log (
    id {serial},
    chat BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sent_log_at ON sent_log (at);

-- The first waiting comment of each ticket, however many wait.
CREATE INDEX comments_ticket ON comments (ticket, id) WHERE state = 'waiting';
