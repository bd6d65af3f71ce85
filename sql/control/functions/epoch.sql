-- The name of this history of the database. Positions that were counted in another one mean
-- nothing here: clients reload. plpgsql, whose plan lasts: every client who comes back asks for it.
CREATE OR REPLACE FUNCTION control.epoch() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
		substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), i.restores)
	FROM control.installation i);
END $$;
GRANT EXECUTE ON FUNCTION control.epoch() TO frontdesk_gateway, frontdesk_tenant;
