-- What has ended goes, also where nobody comes back for it: deletes sign-ins that have expired, some at
-- a time, the refused origins that doctor no longer reports, and programs that were not seen for long. Answers the active tenant whose turn is
-- after this one's, round and round; NULL when there is none.
CREATE OR REPLACE FUNCTION control.upkeep(after_id uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	DELETE FROM control.sign_ins WHERE expires_at <= now() AND id IN (
		SELECT s.id FROM control.sign_ins s WHERE s.expires_at <= now() LIMIT 5000);
	DELETE FROM control.refused_origins WHERE last_at < now() - interval '30 days';
	DELETE FROM control.programs WHERE seen_at < now() - interval '1 day';
	SELECT t.id FROM public.tenants t WHERE t.status = 'active'
	ORDER BY t.id <= upkeep.after_id, t.id LIMIT 1;
$$;
GRANT EXECUTE ON FUNCTION control.upkeep(uuid) TO frontdesk_gateway;
