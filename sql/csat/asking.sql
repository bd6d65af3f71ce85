-- Asking customers, as the jobs do it.

-- csat_plan(survey uuid, is_reminder bool) -> row(act text, channel text?, note text?, recipient text?, locale text,
--	question text?)
-- What is to be done about a survey, and how: ask, drop or over.
SELECT p.act, p.channel, p.note, p.recipient, p.locale, p.texts -> p.locale ->> 'question' AS question
FROM csat_plan($1, $2) p;

-- csat_ask(survey uuid, channel text?, note text?, token_hash bytes?, message_id uuid, content bytes?, segments int,
--	job_id uuid, fence int) [write] -> row(is_sent bool)
-- Sends a survey, or drops it, and finishes the job.
SELECT csat_ask($1, $2, $3, $4, $5, $6, $7, $8, $9) AS is_sent;

-- csat_remind(survey uuid, token_hash bytes, message_id uuid, content bytes, segments int, job_id uuid, fence int)
--	[write] -> nothing
-- Asks once more, and finishes the job.
SELECT csat_remind($1, $2, $3, $4, $5, $6, $7);

-- csat_job_done(job_id uuid, fence int) [write] -> nothing
-- Finishes the job of a survey about which there is nothing to be done.
SELECT control.job_finish($1, $2);

-- csat_low_plan(survey uuid, step int) -> row(act text, recipient text?, locale text?, rating int?, ticket_id uuid?,
--	ticket_number int?)
-- What is to be done next about a low rating: mail, ticket or over.
SELECT act, recipient, locale, rating, ticket_id, ticket_number FROM csat_low_plan($1, $2);

-- csat_low_mail(survey uuid, message_id uuid, recipient text, content bytes, job_id uuid, fence int, lease_s int) [write]
--	-> nothing
-- Tells an admin, and goes on to the next step.
SELECT csat_low_mail($1, $2, $3, $4, $5, $6, $7);

-- csat_low_ticket(survey uuid, ticket uuid, wrapped_key bytes, subject text, job_id uuid, fence int) [write]
--	-> row(digest text?)
-- Opens a ticket about it, and finishes the job; answers the ticket in short.
SELECT csat_low_ticket($1, $2, $3, $4, $5, $6)::text AS digest;
