-- Times are epoch milliseconds. ${bytes} is BLOB in SQLite and BYTEA in PostgreSQL.
CREATE TABLE workspace (
  uid TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE api_key (
  hash TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE identity (
  uid TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  name TEXT NOT NULL,
  timezone TEXT NOT NULL,
  type TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX identity_by_workspace ON identity (workspace_uid, created_at, uid);

CREATE TABLE shared_link (
  id TEXT PRIMARY KEY,
  identity_uid TEXT NOT NULL REFERENCES identity (uid),
  secret_hash TEXT NOT NULL,
  secret_data_key ${bytes} NOT NULL,
  secret_ciphertext ${bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX shared_link_by_identity ON shared_link (identity_uid, created_at);

CREATE TABLE device (
  uid TEXT PRIMARY KEY,
  public_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE integration (
  uid TEXT PRIMARY KEY,
  identity_uid TEXT NOT NULL REFERENCES identity (uid),
  permalink TEXT NOT NULL,
  state TEXT NOT NULL,
  status TEXT NOT NULL,
  error TEXT,
  member_number TEXT,
  member_entity TEXT,
  member_name TEXT NOT NULL,
  level TEXT,
  current_device_uid TEXT REFERENCES device (uid),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  verified_at BIGINT,
  receipt_payload TEXT,
  receipt_signature TEXT
);
-- One live integration for each identity and platform; revoked ones stay for their receipt.
CREATE UNIQUE INDEX integration_live ON integration (identity_uid, permalink) WHERE state = 'ACTIVE';
CREATE INDEX integration_by_identity ON integration (identity_uid, created_at);

CREATE TABLE enrolment (
  device_uid TEXT NOT NULL REFERENCES device (uid),
  integration_uid TEXT NOT NULL REFERENCES integration (uid),
  sequence BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (device_uid, integration_uid)
);
CREATE INDEX enrolment_by_integration ON enrolment (integration_uid);

CREATE TABLE stored_session (
  integration_uid TEXT PRIMARY KEY REFERENCES integration (uid),
  data_key ${bytes} NOT NULL,
  ciphertext ${bytes} NOT NULL,
  li_at_expires_at BIGINT,
  li_a_expires_at BIGINT,
  stored_at BIGINT NOT NULL
);

CREATE TABLE consent_entry (
  integration_uid TEXT NOT NULL REFERENCES integration (uid),
  entry_index BIGINT NOT NULL,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (integration_uid, entry_index)
);
