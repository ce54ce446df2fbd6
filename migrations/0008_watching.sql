-- What watching the lists needs.

-- People who were told that the helpdesk does not answer, and since when it did not.
CREATE TABLE outages (
    telegram BIGINT PRIMARY KEY,
    since BIGINT NOT NULL
);
