-- The queue: who is at the desk, and how long a place in it lasts. Asked for each session that waits:
-- plpgsql, whose plans last, on the indexes also where the tables are still empty.

CREATE OR REPLACE FUNCTION chat_agents_online() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT count(*) FROM support_agents a WHERE a.is_active AND agent_status(a) = 'online');
END $$;

-- The median of the last 20 waits that were answered in the past 4 hours; NULL below five.
CREATE OR REPLACE FUNCTION chat_usual_wait() RETURNS double precision LANGUAGE plpgsql STABLE
SET enable_seqscan = off AS $$
BEGIN
	RETURN (SELECT CASE WHEN count(*) >= 5
			THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY wait_time_seconds) END
		FROM (SELECT wait_time_seconds FROM chat_sessions
			WHERE first_response_at > now() - interval '4 hours'
			ORDER BY first_response_at DESC LIMIT 20) recent);
END $$;

-- Agents take the queue in rounds, one session each; a round lasts a usual wait. NULL: unknown.
CREATE OR REPLACE FUNCTION chat_expected_wait(place bigint, agents bigint, usual double precision)
RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
	RETURN CASE WHEN agents > 0
		THEN least(ceil(place::double precision / agents) * usual, 86400)::bigint END;
END $$;

-- The queue's order: who was transferred, then who waits, each by their start.
CREATE OR REPLACE FUNCTION chat_queue_place(s chat_sessions) RETURNS bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	RETURN (SELECT 1 + count(*) FROM chat_sessions q
		WHERE q.status IN ('waiting', 'transferred')
			AND (q.status = 'waiting', q.started_at, q.id)
				< (s.status = 'waiting', s.started_at, s.id));
END $$;

-- The ids of those who wait, one behind the other, in the queue's order: along its index. To sort them, as
-- PostgreSQL would where they are a good part of all, took twice as long.
CREATE OR REPLACE FUNCTION chat_queue_ids(most bigint) RETURNS bytea LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
	RETURN (SELECT coalesce(string_agg(uuid_send(p.id), ''), '') FROM (
		SELECT s.id FROM chat_sessions s WHERE s.status IN ('waiting', 'transferred')
		ORDER BY s.status = 'waiting', s.started_at, s.id LIMIT most) p);
END $$;
