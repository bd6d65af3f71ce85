-- What becomes of tickets by rules, and by time.

-- ticket_wake(ticket_id uuid, job_id uuid, fence int) [write] -> row(digest text?)
-- Opens a ticket that has slept long enough, and finishes the job.
WITH done AS (SELECT control.job_finish($2, $3))
SELECT ticket_wake($1)::text FROM done;

-- tickets_close(most int, job_id uuid, fence int) [write] [slow] -> rows(digest text?)
-- Closes what was resolved long enough ago, so many at most, and finishes the job.
WITH closed AS MATERIALIZED (SELECT c::text AS digest FROM tickets_close($1) c), done AS (SELECT control.job_finish($2, $3))
SELECT c.digest FROM done LEFT JOIN closed c ON true;

-- ticket_told(ticket_id uuid, job_id uuid, fence int) [write] -> row(digest text?)
-- What consoles are told of a ticket that a rule has made; finishes the job.
WITH done AS (SELECT control.job_finish($2, $3))
SELECT (SELECT ticket_digest(t)::text FROM support_tickets t WHERE t.id = $1) FROM done;
