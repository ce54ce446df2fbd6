-- Where several processes share one PostgreSQL: the number of the one that serves. Whoever takes over takes the next one.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    token BIGINT NOT NULL
);
