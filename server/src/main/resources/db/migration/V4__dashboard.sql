-- Times are epoch milliseconds.
-- What the dashboard's tables are found and sorted by, so that a page reads no rows but its own.
ALTER TABLE integration ADD COLUMN workspace_uid TEXT NOT NULL DEFAULT '';
ALTER TABLE integration ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
ALTER TABLE integration ADD COLUMN refreshed_at BIGINT;
ALTER TABLE integration ADD COLUMN expires_at BIGINT;
ALTER TABLE integration ADD COLUMN paused_until BIGINT;
UPDATE integration SET
  workspace_uid = (SELECT d.workspace_uid FROM identity d WHERE d.uid = identity_uid),
  search_text = (SELECT d.search_name FROM identity d WHERE d.uid = identity_uid) || ' · ' || LOWER(member_name),
  refreshed_at = (SELECT s.stored_at FROM stored_session s WHERE s.integration_uid = integration.uid),
  expires_at = (SELECT COALESCE(s.li_a_expires_at, s.li_at_expires_at) FROM stored_session s WHERE s.integration_uid = integration.uid);
CREATE INDEX integration_by_text ON integration (workspace_uid, search_text, uid) WHERE state = 'ACTIVE';
CREATE INDEX integration_by_status ON integration (workspace_uid, status, search_text, uid) WHERE state = 'ACTIVE';

ALTER TABLE device ADD COLUMN last_seen_at BIGINT;

ALTER TABLE identity ADD COLUMN integration_uid TEXT;
UPDATE identity SET integration_uid =
  (SELECT i.uid FROM integration i WHERE i.identity_uid = identity.uid AND i.state = 'ACTIVE');
CREATE INDEX identity_waiting ON identity (workspace_uid, search_name, uid)
  WHERE deleted_at IS NULL AND integration_uid IS NULL;

-- What happened to an integration beside what its consent record holds.
CREATE TABLE integration_note (
  integration_uid TEXT NOT NULL REFERENCES integration (uid),
  noted_at BIGINT NOT NULL,
  kind TEXT NOT NULL
);
CREATE INDEX integration_note_by_integration ON integration_note (integration_uid, noted_at);
CREATE INDEX integration_note_by_age ON integration_note (noted_at);

-- How members sign in to the dashboard. Secrets are stored as hashes.
ALTER TABLE member ADD COLUMN email TEXT;
ALTER TABLE member ADD COLUMN password_hash TEXT;
ALTER TABLE member ADD COLUMN language TEXT;
CREATE UNIQUE INDEX member_by_email ON member (email) WHERE removed_at IS NULL;
CREATE TABLE passkey (
  id TEXT PRIMARY KEY,
  member_uid TEXT NOT NULL REFERENCES member (uid),
  name TEXT NOT NULL,
  credential TEXT NOT NULL,
  sign_count BIGINT NOT NULL,
  backup_eligible BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);
CREATE INDEX passkey_by_member ON passkey (member_uid, created_at);
CREATE TABLE sign_in (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  member_uid TEXT NOT NULL REFERENCES member (uid),
  way TEXT NOT NULL,
  browser TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX sign_in_by_member ON sign_in (member_uid, created_at);
-- Invitations, and the challenges of passkeys: each is used once.
CREATE TABLE one_time_token (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  member_uid TEXT REFERENCES member (uid),
  expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_token_by_end ON one_time_token (expires_at);

CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  occurred_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT,
  address TEXT NOT NULL
);
CREATE INDEX audit_entry_by_workspace ON audit_entry (workspace_uid, occurred_at, id);
