-- Forgotten passwords.

-- password_ask(ask_id uuid, address bytes) [control] [write] -> nothing
-- Has a job look whose address this is, sealed.
SELECT control.password_ask($1, $2);

-- password_ask_get(ask_id uuid) [control] -> rows(address bytes)
-- That address; no row when the job has looked already.
SELECT address FROM control.password_ask_get($1);

-- password_ask_answer(ask_id uuid, email text?, job_id uuid, fence int) [control] [write] -> nothing
-- Has whoever has this address mailed a link, where that is anybody, and finishes the job.
SELECT control.password_ask_answer($1, $2, $3, $4);

-- password_mail(reset_id uuid, token_hash bytes, mail_id uuid, parameters bytes, job_id uuid, fence int) [write]
--	-> nothing
-- Mails a link, which is good from now on, and finishes the job.
SELECT password_mail($1, $2, $3, $4, $5, $6);

-- password_reset_find(token_hash bytes) [control] -> rows(email text)
-- Whose link this is; no row where it does not hold.
SELECT email FROM control.password_reset_find($1);

-- password_reset_use(token_hash bytes, password_hash text) [control] [write] -> rows(user_id uuid, tenant_id uuid)
-- Changes a password by a link, and ends the person's sign-ins; answers their tenants, or no row where it does
-- not hold.
SELECT user_id, tenant_id FROM control.password_reset_use($1, $2);
