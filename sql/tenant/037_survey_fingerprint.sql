-- A keyed hash of what was written to a survey: sealed texts cannot be compared, and an answer that comes again is no
-- correction.
ALTER TABLE csat_surveys ADD COLUMN feedback_fingerprint bytea CHECK (octet_length(feedback_fingerprint) = 16);
