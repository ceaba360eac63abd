-- Times are epoch milliseconds, but those of the scheduler's own table. ${bytes} is BLOB in SQLite and BYTEA in
-- PostgreSQL, ${time} INTEGER and TIMESTAMP WITH TIME ZONE.
ALTER TABLE shared_link ADD COLUMN kind TEXT NOT NULL DEFAULT 'SHARED';
ALTER TABLE shared_link ADD COLUMN used_at BIGINT;

ALTER TABLE identity ADD COLUMN email TEXT;

ALTER TABLE integration ADD COLUMN verified_by TEXT;
UPDATE integration SET verified_by = CASE WHEN current_device_uid IS NULL THEN 'SERVER' ELSE 'BROWSER' END
  WHERE verified_at IS NOT NULL;
ALTER TABLE integration ADD COLUMN verify_due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX integration_verify_due ON integration (verify_due_at) WHERE state = 'ACTIVE' AND status = 'VALID';

-- Since when LinkedIn refuses the Sales Navigator cookie, and which end of a cookie was warned of.
ALTER TABLE stored_session ADD COLUMN li_a_ended_at BIGINT;
ALTER TABLE stored_session ADD COLUMN li_at_warned_at BIGINT;
ALTER TABLE stored_session ADD COLUMN li_a_warned_at BIGINT;

CREATE TABLE proxy (
  identity_uid TEXT PRIMARY KEY REFERENCES identity (uid),
  host TEXT NOT NULL,
  url_data_key ${bytes} NOT NULL,
  url_ciphertext ${bytes} NOT NULL
);

-- The table of db-scheduler, as its documentation gives it.
CREATE TABLE scheduled_tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data ${bytes},
  execution_time ${time} NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success ${time},
  last_failure ${time},
  consecutive_failures INTEGER,
  last_heartbeat ${time},
  version BIGINT NOT NULL,
  priority SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_by_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_by_heartbeat ON scheduled_tasks (last_heartbeat);
