-- Has somebody who forgot their password mailed a link, and finishes the job; the link of nobody is mailed to nobody.
CREATE OR REPLACE FUNCTION password_mail(reset uuid, token_hash bytea, mail uuid, parameters bytea, job_id uuid,
	fence bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	recipient text := control.scope_password_reset_begin(reset, token_hash);
BEGIN
	IF recipient IS NOT NULL THEN
		PERFORM mail_enqueue(mail, 'accounts.password', recipient, NULL, reset, parameters);
	END IF;
	PERFORM control.job_finish(job_id, fence);
END $$;
