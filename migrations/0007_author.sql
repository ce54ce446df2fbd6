-- Under which name at the helpdesk a comment was written: it never goes out under another. Empty where nobody noted it.
ALTER TABLE comments ADD COLUMN login TEXT NOT NULL DEFAULT '';
