-- A page of a list is bounded by its bytes as well as by its number: with their URLs and names 200
-- sessions can be megabytes, which a worker would hold for whoever does not read them. One item at
-- least, and a cursor where there is more, as before.
CREATE OR REPLACE FUNCTION chat_page(items jsonb[], cursors text[], most bigint) RETURNS jsonb
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
