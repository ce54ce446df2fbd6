-- Who did what, on which ticket, where, and what came of it. No text of anybody's. `telegram` is missing where the administrator
-- acted on the machine itself.
CREATE TABLE audit (
    id {serial},
    at BIGINT NOT NULL,
    telegram BIGINT,
    login TEXT,
    deed TEXT NOT NULL,
    ticket BIGINT,
    outcome TEXT NOT NULL,
    place TEXT NOT NULL,
    chat BIGINT
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_telegram ON audit (telegram, id);
