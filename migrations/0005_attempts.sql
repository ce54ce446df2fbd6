-- When the present part of a comment was last sent, and how often: an attempt without a clear answer may still be carried
-- out by the helpdesk for a while, so it is not repeated before that.
ALTER TABLE comments ADD COLUMN attempted BIGINT;
ALTER TABLE comments ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
