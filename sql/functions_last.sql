-- What no file defines any more goes. What they do define stands here as the generator read it from
-- them. The catalogue's rows would not tell which of them this transaction made: taking the rights away
-- has written every one of them, what is made within a subtransaction bears another number than the
-- transaction's own, and a row may keep its number until that comes round again. Only what is ours goes:
-- an operator may have put something of theirs here. One DROP for all of a kind, so that they may need
-- each other; what a table, or somebody else's view, needs makes it fail.
DO $$
DECLARE
	here CONSTANT regnamespace := current_schema()::regnamespace;
	ours CONSTANT regrole := current_user::regrole;
	kept CONSTANT oid[] := ARRAY(SELECT format('%I.%s', current_schema(), signature)::regprocedure::oid
		FROM unnest(:functions) AS defined (signature));
	gone text;
BEGIN
	FOR gone IN SELECT format('%I ON %s', t.tgname, t.tgrelid::regclass)
		FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
		WHERE NOT t.tgisinternal AND p.pronamespace = here AND p.proowner = ours
			AND NOT EXISTS (SELECT FROM unnest(:triggers, :tables) AS defined (name, relation)
				WHERE defined.name = t.tgname AND defined.relation::regclass = t.tgrelid)
	LOOP
		EXECUTE 'DROP TRIGGER ' || gone;
	END LOOP;
	SELECT string_agg(c.oid::regclass::text, ', ') INTO gone FROM pg_class c
	WHERE c.relnamespace = here AND c.relowner = ours AND c.relkind = 'v'
		AND c.relname <> ALL (:views);
	IF gone IS NOT NULL THEN
		EXECUTE 'DROP VIEW ' || gone;
	END IF;
	SELECT string_agg(p.oid::regprocedure::text, ', ') INTO gone FROM pg_proc p
	WHERE p.pronamespace = here AND p.proowner = ours AND p.oid <> ALL (kept);
	IF gone IS NOT NULL THEN
		EXECUTE 'DROP ROUTINE ' || gone;
	END IF;
END $$;
