-- What merchants' pages say of their visitors beside name and address. A visitor's row is locked before their
-- sessions, as everywhere.

-- How many names a visitor may have.
CREATE OR REPLACE FUNCTION visitor_attributes_fit(said jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	RETURN (SELECT count(*) <= 30 FROM jsonb_object_keys(visitor_attributes_fit.said));
END $$;

-- Notes what a page says: of `said` each member takes the place of the one of its name, and null takes that
-- away; `vouched`, which the merchant has signed for the customer `identifier`, takes the place of all that was
-- signed before. Says 'done', with the session that shows it, where anything changed; 'absent' when the
-- visitor is somebody else by now, 'denied' when they are not that customer, 'many' when it would be too much.
CREATE OR REPLACE FUNCTION visitor_attributes_note(visitor text, said jsonb, identifier text, vouched jsonb)
RETURNS TABLE (outcome text, session_id uuid) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
	nothing CONSTANT jsonb := '{}';
	v visitors;
	a visitor_attributes;
	new_said jsonb;
	new_vouched jsonb;
	at timestamptz;
BEGIN
	SELECT * INTO v FROM visitors o WHERE o.visitor_id = visitor AND o.merged_into IS NULL
	FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN QUERY SELECT 'absent', NULL::uuid;
		RETURN;
	END IF;
	SELECT * INTO a FROM visitor_attributes o WHERE o.visitor_id = visitor;
	new_said := jsonb_strip_nulls(coalesce(a.said, nothing)
		|| coalesce(visitor_attributes_note.said, nothing));
	new_vouched := coalesce(jsonb_strip_nulls(visitor_attributes_note.vouched), a.vouched, nothing);
	outcome := CASE WHEN visitor_attributes_note.vouched IS NOT NULL AND NOT (v.is_verified
			AND v.identifier IS NOT DISTINCT FROM visitor_attributes_note.identifier) THEN 'denied'
		WHEN NOT visitor_attributes_fit(new_said) THEN 'many' ELSE 'done' END;
	IF outcome = 'done' AND (new_said <> coalesce(a.said, nothing)
		OR new_vouched <> coalesce(a.vouched, nothing)) THEN
		at := clock_timestamp();
		INSERT INTO visitor_attributes AS known (visitor_id, said, vouched, updated_at)
		VALUES (visitor, new_said, new_vouched, at) ON CONFLICT (visitor_id) DO UPDATE SET
			said = excluded.said, vouched = excluded.vouched, updated_at = excluded.updated_at;
		UPDATE chat_sessions s SET visitor_attributes_at = at
		WHERE s.visitor_id = visitor AND s.status <> 'ended' RETURNING s.id INTO session_id;
	END IF;
	RETURN NEXT;
END $$;

-- When those of a visitor changed last.
CREATE OR REPLACE FUNCTION visitor_attributes_time(visitor text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT a.updated_at FROM visitor_attributes a WHERE a.visitor_id = visitor);
END $$;

-- Gives a customer what was said of an anonymous visitor; what is said of the customer already stays, and all
-- of it where both would be too much. Nothing is left with the old id.
CREATE OR REPLACE FUNCTION visitor_attributes_merge(visitor text, customer text) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	INSERT INTO visitor_attributes AS known (visitor_id, said, updated_at)
	SELECT customer, a.said, clock_timestamp() FROM visitor_attributes a
	WHERE a.visitor_id = visitor AND a.said <> '{}'
	ON CONFLICT (visitor_id) DO UPDATE SET said = excluded.said || known.said,
		updated_at = excluded.updated_at
	WHERE excluded.said || known.said <> known.said
		AND visitor_attributes_fit(excluded.said || known.said);
	DELETE FROM visitor_attributes a WHERE a.visitor_id = visitor;
END $$;
