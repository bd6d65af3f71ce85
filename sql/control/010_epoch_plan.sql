-- The epoch with a plan that lasts: as an SQL function it was parsed and planned at each call, and
-- every client who comes back asks for it. What it answers is as before.
CREATE OR REPLACE FUNCTION control.epoch() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
		substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), i.restores)
	FROM control.installation i);
END $$;
