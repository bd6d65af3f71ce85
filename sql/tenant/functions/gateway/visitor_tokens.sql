-- Whose token this is, and until when it holds: no row for one that is unknown or has ended. Once a
-- day its end moves on. plpgsql, whose plan lasts: when thousands come back at once, each asks.
CREATE OR REPLACE FUNCTION visitor_token_check(hash bytea, new_end timestamptz)
RETURNS TABLE (visitor_id text, expires_at timestamptz)
LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	last_used timestamptz;
	renewed timestamptz;
BEGIN
	SELECT t.visitor_id, t.expires_at, t.last_used_at INTO visitor_id, expires_at, last_used
	FROM visitor_tokens t WHERE t.token_hash = hash AND t.expires_at > now();
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF last_used < now() - interval '1 day' THEN -- of two that ask at once, one renews it
		UPDATE visitor_tokens t SET last_used_at = now(), expires_at = new_end
		WHERE t.token_hash = hash AND t.expires_at > now()
			AND t.last_used_at < now() - interval '1 day'
		RETURNING t.expires_at INTO renewed;
		expires_at := coalesce(renewed, expires_at);
	END IF;
	RETURN NEXT;
END $$;
