-- Times are epoch milliseconds. ${bytes} is BLOB in SQLite and BYTEA in PostgreSQL.
CREATE TABLE member (
  uid TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX member_by_workspace ON member (workspace_uid, created_at, uid);

-- Keys of before belong to an Admin of their workspace and have every scope.
INSERT INTO member (uid, workspace_uid, name, role, created_at)
  SELECT uid, uid, 'Administrator', 'ADMIN', created_at FROM workspace;
CREATE TABLE member_key (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  member_uid TEXT NOT NULL REFERENCES member (uid),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX member_key_by_member ON member_key (member_uid, created_at);
INSERT INTO member_key (id, hash, member_uid, name, scopes, created_at)
  SELECT SUBSTR(hash, 1, 16), hash, workspace_uid, name, 'read write session:read admin server', created_at FROM api_key;
DROP TABLE api_key;
ALTER TABLE member_key RENAME TO api_key;

ALTER TABLE identity ADD COLUMN search_name TEXT NOT NULL DEFAULT '';
UPDATE identity SET search_name = LOWER(name);
ALTER TABLE identity ADD COLUMN deleted_at BIGINT;
-- Holds all that a page is found by, so that the rows before it are not read.
DROP INDEX identity_by_workspace;
CREATE INDEX identity_by_workspace ON identity (workspace_uid, created_at, uid, search_name) WHERE deleted_at IS NULL;

ALTER TABLE integration ADD COLUMN setup_method TEXT NOT NULL DEFAULT 'SHARED_EXTENSION';
ALTER TABLE integration ADD COLUMN account_name TEXT;

-- What leaves the server, at least once: webhook deliveries, and sessions for the upstream.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT,
  last_answer TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'PENDING';
CREATE INDEX outbox_by_target ON outbox (kind, target, created_at);
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE state <> 'PENDING';

CREATE TABLE webhook (
  uid TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  shown_url TEXT NOT NULL,
  url_data_key ${bytes} NOT NULL,
  url_ciphertext ${bytes} NOT NULL,
  extra_events INTEGER NOT NULL,
  secret_data_key ${bytes} NOT NULL,
  secret_ciphertext ${bytes} NOT NULL,
  previous_data_key ${bytes},
  previous_ciphertext ${bytes},
  previous_until BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX webhook_by_workspace ON webhook (workspace_uid, created_at);

CREATE TABLE upstream_identity (
  identity_uid TEXT PRIMARY KEY REFERENCES identity (uid),
  upstream_uid TEXT,
  pushed_at BIGINT,
  answered_at BIGINT,
  answer TEXT
);

CREATE TABLE idempotent_request (
  api_key_id TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  status INTEGER,
  data_key ${bytes},
  ciphertext ${bytes},
  PRIMARY KEY (api_key_id, idempotency_key)
);
CREATE INDEX idempotent_request_by_age ON idempotent_request (created_at);
