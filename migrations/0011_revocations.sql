-- How often something was changed behind the back of the program that serves, so that it notices.
CREATE TABLE revisions (
    what TEXT PRIMARY KEY,
    count BIGINT NOT NULL
);
