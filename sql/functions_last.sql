-- What no file defines any more stays for one version, since the program before calls it while the new
-- one takes its place: it is marked here as retired, and what an earlier version has marked goes. What the
-- files do define stands here as the generator read it from them. The catalogue's rows would not tell which
-- of them this transaction made: taking the rights away has written every one of them, what is made within
-- a subtransaction bears another number than the transaction's own, and a row may keep its number until
-- that comes round again. Only what is ours goes: an operator may have put something of theirs here.
-- One DROP for all of a kind, so that they may need each other; what a table, or somebody else's view, needs
-- makes it fail.
DO $$
DECLARE
	here CONSTANT regnamespace := current_schema()::regnamespace;
	ours CONSTANT regrole := current_user::regrole;
	retired CONSTANT text := 'Retired: for the programs of the version before, until the next one.';
	-- By what the catalogue notes of the schema, of which it has an index: read by namespace, all tenants' functions
	-- would be looked through, for each tenant.
	our_functions CONSTANT oid[] := ARRAY(SELECT p.oid FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
		WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = here AND d.classid = 'pg_proc'::regclass
			AND p.proowner = ours);
	our_views CONSTANT oid[] := ARRAY(SELECT c.oid FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
		WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = here AND d.classid = 'pg_class'::regclass
			AND c.relowner = ours AND c.relkind = 'v');
	kept CONSTANT oid[] := :functions;
	gone text;
	each record;
BEGIN
	SELECT string_agg(c.oid::regclass::text, ', ') INTO gone FROM pg_class c
	WHERE c.oid = ANY (our_views) AND c.relname <> ALL (:views)
		AND obj_description(c.oid, 'pg_class') = retired;
	IF gone IS NOT NULL THEN
		EXECUTE 'DROP VIEW ' || gone;
	END IF;
	SELECT string_agg(p.oid::regprocedure::text, ', ') INTO gone FROM pg_proc p
	WHERE p.oid = ANY (our_functions) AND p.oid <> ALL (kept)
		AND obj_description(p.oid, 'pg_proc') = retired;
	IF gone IS NOT NULL THEN
		EXECUTE 'DROP ROUTINE ' || gone;
	END IF;
	-- Marks what is not defined, and takes the mark from what is defined again.
	FOR each IN SELECT 'VIEW ' || c.oid::regclass AS object, c.relname <> ALL (:views) AS is_retired
		FROM pg_class c WHERE c.oid = ANY (our_views)
			AND (c.relname <> ALL (:views)) <> (obj_description(c.oid, 'pg_class') IS NOT DISTINCT FROM retired)
		UNION ALL SELECT 'ROUTINE ' || p.oid::regprocedure, p.oid <> ALL (kept)
		FROM pg_proc p WHERE p.oid = ANY (our_functions)
			AND (p.oid <> ALL (kept)) <> (obj_description(p.oid, 'pg_proc') IS NOT DISTINCT FROM retired)
	LOOP
		EXECUTE format('COMMENT ON %s IS %L', each.object, CASE WHEN each.is_retired THEN retired END);
	END LOOP;
END $$;
