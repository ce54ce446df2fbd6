-- What is remembered of a subscription beyond its settings.

-- Whose it is and what the group is called, as people read it.
ALTER TABLE subscriptions ADD COLUMN owner_name TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriptions ADD COLUMN title TEXT NOT NULL DEFAULT '';

-- Why it rests, as JSON; nothing while it works.
ALTER TABLE subscriptions ADD COLUMN pause_reason TEXT;

-- When it was last made sure that its owner runs the group.
ALTER TABLE subscriptions ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;
