-- Tries of strangers are told from those of people who have signed in before. What stands for a login is a digest from now on.
DELETE FROM login_attempts;
ALTER TABLE login_attempts ADD COLUMN known BIGINT NOT NULL DEFAULT 0;

-- Whether anybody has ever signed in with a login.
CREATE INDEX audit_login ON audit (login, id);
