-- What becomes of tickets by rules, and by time.

-- ticket_wake(ticket_id uuid, job_id uuid, fence int) [write] -> row(digest text?)
-- Opens a ticket that has slept long enough, and finishes the job.
WITH done AS (SELECT control.job_finish($2, $3))
SELECT ticket_wake($1)::text FROM done;

-- tickets_close(most int, is_last bool, job_id uuid, fence int, lease_s int) [write] [slow]
--	-> rows(digest text, is_more bool)
-- Closes what was resolved long enough ago, so many at most; and finishes the job or, where there may be more and this
-- is not to be the last step, that step.
SELECT c.digest::text, c.is_more FROM tickets_close_step($1, $2, $3, $4, $5) c;

-- ticket_told(ticket_id uuid, job_id uuid, fence int) [write] -> row(digest text?)
-- What consoles are told of a ticket that a rule has made; finishes the job.
WITH done AS (SELECT control.job_finish($2, $3))
SELECT (SELECT ticket_digest(t)::text FROM support_tickets t WHERE t.id = $1) FROM done;
