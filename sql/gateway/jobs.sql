-- Durable jobs, as the workers take them and let go of them. Their services' statements do and finish them.

-- jobs_claim(kinds texts, caps texts, lease_seconds texts, attempts texts, after_id uuid, after_kind text,
--	most int) [control] [write] -> rows(job_id uuid, fence int, kind text, tenant_id uuid?, subject_id uuid?,
--	step int, attempt int, reached_id uuid, reached_kind text)
-- Takes some of the jobs that are due, of these kinds, queue by queue from behind the one that was reached.
SELECT job_id, fence, kind, tenant_id, subject_id, step, attempt, reached_id, reached_kind
FROM control.jobs_claim($1, $2::integer[], $3::integer[], $4::integer[], $5, $6, $7);

-- jobs_failed(job_id uuid, fence int, attempts_most int, delay_ms int, failure text) [control] [write]
--	-> row(state text?)
-- Notes that an attempt has failed; answers what the job is now, or nothing where it is another's.
SELECT control.jobs_failed($1, $2, $3, $4, $5);

-- jobs_put_back(job_id uuid, fence int, delay_ms int) [control] [write] -> nothing
-- Gives a job back that was not begun with; no attempt is counted.
SELECT control.jobs_put_back($1, $2, $3);

-- jobs_ensure(kinds texts, period_seconds texts, are_tenants texts) [control] [write] -> nothing
-- Sees to it that what comes again is there, for each tenant or once for the installation.
SELECT control.jobs_ensure($1, $2::integer[], $3::boolean[]);

-- jobs_count() [control] -> row(due int, late_ms int, dead int)
-- How many jobs are due, how late the oldest is, and how many are dead.
SELECT due, late_ms, dead FROM control.jobs_count();
