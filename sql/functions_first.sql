-- Before a schema's functions are made anew the rights on those that are there go: what the files grant
-- is the whole truth. In a tenant's schema its role may run each, as it may by default run a new one. What
-- no file defines any more keeps its rights: the program before calls it still.
DO $$
DECLARE
	defined CONSTANT oid[] := :functions;
	routine regprocedure;
BEGIN
	FOR routine IN SELECT p.oid FROM pg_proc p
		WHERE p.oid = ANY (defined) AND p.proowner = current_user::regrole
	LOOP
		EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC, frontdesk_gateway, frontdesk_tenant',
			routine);
		IF current_schema() <> 'control' THEN
			EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', routine, current_schema());
		END IF;
	END LOOP;
END $$;
