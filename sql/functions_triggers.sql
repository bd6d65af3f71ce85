-- Triggers that no file defines any more go at once: what they do is for whoever writes. They go before the
-- others are made anew. Making one lets others read the table, and dropping one does not: a worker that has read
-- it meanwhile, and would write, waits for this transaction as this one waits for it, and PostgreSQL ends the
-- worker's there and then.
DO $$
DECLARE
	our_functions CONSTANT oid[] := ARRAY(SELECT p.oid FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
		WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = current_schema()::regnamespace
			AND d.classid = 'pg_proc'::regclass AND p.proowner = current_user::regrole);
	gone text;
BEGIN
	FOR gone IN SELECT format('%I ON %s', t.tgname, t.tgrelid::regclass)
		FROM pg_depend d JOIN pg_trigger t ON t.oid = d.objid
		WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = ANY (our_functions)
			AND d.classid = 'pg_trigger'::regclass AND NOT t.tgisinternal
			AND NOT EXISTS (SELECT FROM unnest(:triggers, :tables) AS defined (name, relation)
				WHERE defined.name = t.tgname AND defined.relation::regclass = t.tgrelid)
	LOOP
		EXECUTE 'DROP TRIGGER ' || gone;
	END LOOP;
END $$;
