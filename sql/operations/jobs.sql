-- What a tenant's admins see of its durable jobs, and do about those that failed.

-- jobs_page(state text, cursor text?, most int) [slow] -> json
-- A page of the tenant's jobs of a state, in the order of their time.
WITH page AS MATERIALIZED (
	SELECT j.* FROM control.tenant_jobs($1, list_cursor_at($2), list_cursor_id($2), $3 + 1) j
)
SELECT list_page(
	array_agg(jsonb_strip_nulls(jsonb_build_object('id', job_id, 'kind', kind, 'state', $1, 'step', step,
		'attempts', attempts, 'runAt', chat_time(run_at), 'periodSeconds', period_seconds,
		'failure', failure, 'createdAt', chat_time(created_at))) ORDER BY run_at, job_id),
	array_agg(list_cursor(run_at, job_id) ORDER BY run_at, job_id), $3)
FROM page;

-- jobs_counts() [slow] -> json
-- How many of the tenant's jobs are in each state, and how late the oldest one is that is due.
SELECT jsonb_build_object('later', later, 'due', due, 'taken', taken, 'dead', dead, 'lateMs', late_ms)
FROM control.tenant_jobs_count();

-- job_retry(job_id uuid, agent_id uuid) [write] -> row(is_done bool)
-- Has a dead job of the tenant tried again, and notes who wanted it; or there is none.
WITH done AS MATERIALIZED (
	SELECT control.job_retry($1) AS is_done
), noted AS (
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', $2::uuid, 'job.retry', $1::uuid FROM done WHERE is_done
)
SELECT is_done FROM done;

-- job_drop(job_id uuid, agent_id uuid) [write] -> row(is_done bool)
-- Drops a dead job of the tenant, and notes who wanted it; or there is none. What a webhook was to be told by it has
-- failed, and can be sent again.
WITH done AS MATERIALIZED (
	SELECT d.kind, d.subject_id FROM control.dead_job_drop($1) d
), noted AS (
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	SELECT 'agent', $2::uuid, 'job.drop', $1::uuid FROM done
), untold AS (
	UPDATE webhook_deliveries d SET state = 'failed', next_at = NULL, last_status = NULL,
		failure = 'Its job was dropped'
	FROM done WHERE done.kind = 'notify.webhook' AND d.id = done.subject_id AND d.state = 'pending'
)
SELECT EXISTS (SELECT FROM done) AS is_done;
