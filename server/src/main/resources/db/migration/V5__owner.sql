-- Times are epoch milliseconds.
ALTER TABLE enrolment ADD COLUMN last_session_at BIGINT;
