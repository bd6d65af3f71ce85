-- What has ended goes, also where nobody comes back for it: deletes sign-ins that have expired, some at
-- a time, those that waited for a code or for whom a provider sends back, the refused origins that doctor no longer reports,
-- invitations that nobody has followed for a month, what is left of forgotten passwords, and programs that were not
-- seen for long.
CREATE OR REPLACE FUNCTION control.upkeep() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins WHERE expires_at <= now() AND id IN (
		SELECT s.id FROM control.sign_ins s WHERE s.expires_at <= now() LIMIT 5000);
	DELETE FROM control.pending_sign_ins WHERE expires_at <= now();
	DELETE FROM control.provider_sign_ins WHERE expires_at <= now();
	DELETE FROM control.refused_origins WHERE last_at < now() - interval '30 days';
	DELETE FROM control.invitations WHERE expires_at < now() - interval '30 days';
	DELETE FROM control.password_asks WHERE created_at < now() - interval '1 day';
	DELETE FROM control.password_resets WHERE created_at < now() - interval '1 day';
	DELETE FROM control.programs WHERE seen_at < now() - interval '1 day';
$$;
GRANT EXECUTE ON FUNCTION control.upkeep() TO frontdesk_gateway;
