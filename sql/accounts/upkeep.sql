-- What has ended is deleted.

-- upkeep_installation(job_id uuid, fence int) [control] [write] -> nothing
-- Deletes what has ended of no tenant, and finishes the job.
SELECT control.upkeep(), control.job_finish($1, $2);

-- upkeep_tenant(job_id uuid, fence int) [write] [slow] -> nothing
-- Deletes visitors' expired tokens, first answers older than a day, what visitors did three months ago, and
-- after a week customers' ids that gave way to others, some at a time, and finishes the job. Each row is
-- judged again when its lock is had: it may have been renewed meanwhile.
WITH tokens AS (
	DELETE FROM visitor_tokens WHERE expires_at <= now() AND token_hash IN (
		SELECT t.token_hash FROM visitor_tokens t WHERE t.expires_at <= now() LIMIT 5000)
), past AS (
	DELETE FROM visitor_events WHERE happened_at < now() - interval '90 days'
		AND (visitor_id, id) IN (SELECT e.visitor_id, e.id FROM visitor_events e
			WHERE e.happened_at < now() - interval '90 days' LIMIT 5000)
), former AS (
	DELETE FROM visitors WHERE merged_into IS NOT NULL AND visitor_id IN (SELECT v.visitor_id FROM visitors v
		WHERE v.merged_into IS NOT NULL AND starts_with(v.visitor_id, 'c-')
			AND v.last_seen_at < now() - interval '7 days' LIMIT 500)
), keys AS (
	DELETE FROM idempotency_keys WHERE created_at < now() - interval '1 day' AND key_hash IN (
		SELECT k.key_hash FROM idempotency_keys k
		WHERE k.created_at < now() - interval '1 day' LIMIT 5000)
)
SELECT control.job_finish($1, $2);
