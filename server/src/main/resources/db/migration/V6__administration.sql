-- Times are epoch milliseconds.
ALTER TABLE audit_entry ADD COLUMN by_key INTEGER NOT NULL DEFAULT 0;

-- Files of identities that members sent in, and what became of each row.
CREATE TABLE import_job (
  uid TEXT PRIMARY KEY,
  workspace_uid TEXT NOT NULL REFERENCES workspace (uid),
  file_name TEXT NOT NULL,
  namesakes INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  worker TEXT NOT NULL,
  lease_until BIGINT NOT NULL
);
CREATE INDEX import_job_by_workspace ON import_job (workspace_uid, created_at);
CREATE INDEX import_job_unfinished ON import_job (created_at) WHERE finished_at IS NULL;
CREATE TABLE import_row (
  job_uid TEXT NOT NULL REFERENCES import_job (uid),
  row_index INTEGER NOT NULL,
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  timezone TEXT NOT NULL,
  result TEXT,
  reason TEXT,
  identity_uid TEXT,
  PRIMARY KEY (job_uid, row_index)
);
CREATE INDEX import_row_open ON import_row (job_uid, row_index) WHERE result IS NULL;

CREATE INDEX identity_by_name ON identity (workspace_uid, search_name) WHERE deleted_at IS NULL;
