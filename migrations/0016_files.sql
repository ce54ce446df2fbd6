-- Files that people have attached to a reply: a link in the comment leads here, and from here to Telegram, until it runs out. And
-- the albums of which such files come, each with the comment that gathers it.
CREATE TABLE files (
    id BIGINT PRIMARY KEY,
    telegram BIGINT NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT,
    until BIGINT NOT NULL
);
CREATE TABLE albums (
    album TEXT PRIMARY KEY,
    comment BIGINT NOT NULL,
    ticket BIGINT NOT NULL,
    begun BIGINT NOT NULL
);
