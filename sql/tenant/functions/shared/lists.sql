-- Lists in pages, of every service.

-- A page's cursor: the last row's time in microseconds, and its id.
CREATE OR REPLACE FUNCTION list_cursor(at timestamptz, id uuid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT (extract(epoch FROM at) * 1000000)::bigint || '_' || id
$$;
CREATE OR REPLACE FUNCTION list_cursor_at(place text) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT 'epoch'::timestamptz + split_part(place, '_', 1)::bigint * interval '1 microsecond'
$$;
CREATE OR REPLACE FUNCTION list_cursor_id(place text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT split_part(place, '_', 2)::uuid
$$;

-- Rows of (json, cursor) in their order, one more than `most` when there are more, as a page. It is
-- bounded by its bytes as well as by its number: with their URLs and names 200 sessions can be
-- megabytes, which a worker would hold for whoever does not read them. One item at least, and a cursor
-- where there is more.
CREATE OR REPLACE FUNCTION list_page(items jsonb[], cursors text[], most bigint) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	bytes_most CONSTANT bigint := 256 * 1024;
	bytes bigint := 0;
	taken bigint := 0;
BEGIN
	WHILE taken < least(most, cardinality(items)) LOOP
		bytes := bytes + octet_length(items[taken + 1]::text);
		EXIT WHEN taken > 0 AND bytes > bytes_most;
		taken := taken + 1;
	END LOOP;
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'items', coalesce(to_jsonb(items[1:taken]), '[]'),
		'next', CASE WHEN cardinality(items) > taken THEN cursors[taken] END));
END $$;
