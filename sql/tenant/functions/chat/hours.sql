-- Whether the desk is open, and when that turns: the one place that knows.
--
-- Hours are local times of the tenant's zone. One that the clock jumps over is the moment of the jump;
-- of one that comes twice a span begins with the first and ends with the second.

-- By how much the zone's clock is ahead of UTC.
CREATE OR REPLACE FUNCTION hours_offset(at timestamptz, zone text) RETURNS interval LANGUAGE sql STABLE AS $$
	SELECT (at AT TIME ZONE zone) - (at AT TIME ZONE 'UTC')
$$;

-- When the clock changes, which it does between the two, to the second: 18 halvings of a day and a half.
CREATE OR REPLACE FUNCTION hours_jump(before timestamptz, after timestamptz, zone text) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
	offset_before interval := hours_offset(before, zone);
	middle timestamptz;
BEGIN
	WHILE after - before > interval '1 second' LOOP
		middle := before + date_trunc('second', (after - before) / 2);
		IF hours_offset(middle, zone) = offset_before THEN
			before := middle;
		ELSE
			after := middle;
		END IF;
	END LOOP;
	RETURN after;
END $$;

-- The moment of a local time. What PostgreSQL makes of one that does not exist, or comes twice, is another.
CREATE OR REPLACE FUNCTION hours_moment(local_time timestamp, zone text, is_end boolean) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
	utc timestamptz := local_time AT TIME ZONE 'UTC';
	-- No zone is more than 15 hours from UTC: by the clock before a change that is near, and after it.
	before timestamptz := utc - hours_offset(utc - interval '16 hours', zone);
	after timestamptz := utc - hours_offset(utc + interval '16 hours', zone);
	is_before boolean;
	is_after boolean;
BEGIN
	IF before = after THEN
		RETURN before;
	END IF;
	is_before := before AT TIME ZONE zone = local_time;
	is_after := after AT TIME ZONE zone = local_time;
	IF NOT is_before AND NOT is_after THEN
		RETURN hours_jump(after, before, zone);
	END IF;
	RETURN CASE WHEN is_before AND NOT (is_after AND is_end) THEN before ELSE after END;
END $$;

-- Hours in which each day has a list of spans: one that was stored as one span, too.
CREATE OR REPLACE FUNCTION hours_listed(hours jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(jsonb_object_agg(d.name, CASE jsonb_typeof(d.value) WHEN 'object'
		THEN jsonb_build_array(d.value) ELSE d.value END), '{}') FROM jsonb_each(hours) AS d (name, value)
$$;

-- When it is open by the hours of these days. What begins on a day may end on the next one.
CREATE OR REPLACE FUNCTION hours_open(hours jsonb, zone text, first_day date, last_day date)
RETURNS tstzmultirange LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN (SELECT coalesce(range_agg(tstzrange(hours_moment(d.day + s.start_time, zone, false),
			hours_moment(d.day + s.end_time + CASE WHEN s.end_time <= s.start_time
				THEN interval '1 day' ELSE interval '0' END, zone, true))), '{}')
		FROM generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') AS d (day)
		LEFT JOIN (SELECT h.holiday ->> 'date' AS date, coalesce(h.holiday -> 'spans', '[]') AS spans
			FROM jsonb_array_elements(hours -> 'holidays') AS h (holiday)) h
			ON h.date = to_char(d.day, 'YYYY-MM-DD')
		CROSS JOIN LATERAL coalesce(h.spans,
			hours -> ('{mon,tue,wed,thu,fri,sat,sun}'::text[])[extract(isodow FROM d.day)]) AS o (spans)
		CROSS JOIN LATERAL (SELECT (e.span ->> 'start')::interval AS start_time,
				(e.span ->> 'end')::interval AS end_time
			FROM jsonb_array_elements(o.spans) AS e (span)) s);
END $$;

-- Whether it is open at a moment, when it opens next where it is not, and when that turns. What does not
-- turn within 400 days, or within three weeks that no holiday is in, is said to stay.
CREATE OR REPLACE FUNCTION hours_state(hours jsonb, is_enabled boolean, zone text, at timestamptz)
RETURNS TABLE (is_open boolean, opens_at timestamptz, changes_at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
	days jsonb := hours_listed(hours);
	today date := (at AT TIME ZONE zone)::date;
	next_day date := today - 2; -- a change of the date line repeats a day
	last_day date;
	open_times tstzmultirange := '{}';
BEGIN
	is_open := true;
	IF NOT is_enabled THEN
		RETURN NEXT;
		RETURN;
	END IF;
	last_day := least(today + 400, 21 + greatest(today,
		(SELECT max((h.holiday ->> 'date')::date) FROM jsonb_array_elements(hours -> 'holidays') AS h (holiday))));
	WHILE changes_at IS NULL AND next_day <= last_day LOOP
		open_times := open_times + hours_open(days, zone, next_day, next_day + 13);
		next_day := next_day + 14;
		is_open := open_times @> at;
		SELECT min(CASE WHEN is_open THEN upper(o.span) ELSE lower(o.span) END) INTO changes_at
		FROM unnest(open_times) AS o (span) WHERE upper(o.span) > at;
		IF changes_at >= hours_moment(next_day::timestamp, zone, false) THEN
			changes_at := NULL; -- as the day after may have it otherwise
		END IF;
	END LOOP;
	opens_at := CASE WHEN NOT is_open THEN changes_at END;
	RETURN NEXT;
END $$;
