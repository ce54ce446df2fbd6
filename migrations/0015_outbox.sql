-- The outbox is asked for the first row of each chat, and for the next one that becomes due, however much waits in it.
DROP INDEX outbox_chat;
CREATE INDEX outbox_chat ON outbox (chat, class, id);
CREATE INDEX outbox_due ON outbox (due);
