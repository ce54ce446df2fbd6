-- One-time links to sign in on a page. `lookup` finds the row; what has to be known beside it, and who asked, is sealed.
CREATE TABLE sign_in_links (
    lookup TEXT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    until BIGINT NOT NULL
);
