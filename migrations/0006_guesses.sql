-- Sign-ins that were tried and not (yet) accepted, so that guessing can be slowed down. Short: a row lives a quarter of an hour.
CREATE TABLE login_attempts (
    id {serial},
    telegram BIGINT NOT NULL,
    login TEXT NOT NULL,
    at BIGINT NOT NULL
);
