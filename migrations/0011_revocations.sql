-- How often something was changed behind the back of the program that serves, so that it notices.
CREATE TABLE changes (
    what TEXT PRIMARY KEY,
    count BIGINT NOT NULL
);
