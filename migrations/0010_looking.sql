-- When a ticket is to be looked at again, and when it is to be brought up.

-- When it was first seen: what was due before that is no news.
ALTER TABLE tickets ADD COLUMN first_seen BIGINT NOT NULL DEFAULT 0;

-- When it is to be read in full again, with its comments, and whether somebody is waiting for that. Nothing for a ticket
-- that is over.
ALTER TABLE tickets ADD COLUMN refresh_at BIGINT;
ALTER TABLE tickets ADD COLUMN near BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tickets_look ON tickets (near, refresh_at) WHERE refresh_at IS NOT NULL;

-- When it is to be brought up next, and until when all that was due has been said.
ALTER TABLE tickets ADD COLUMN remind_at BIGINT;
ALTER TABLE tickets ADD COLUMN reminded_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX tickets_remind ON tickets (remind_at) WHERE remind_at IS NOT NULL;
