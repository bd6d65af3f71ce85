-- Takes a lease, or keeps it: false when another worker has it, or is about to. Whoever has taken it
-- does the work in the same transaction, so that no two do; with no term it is free again with its end.
CREATE OR REPLACE FUNCTION lease_take(work text, worker uuid, term interval) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE leases l SET holder = worker, ends_at = greatest(now() + term,
		CASE WHEN l.holder = worker THEN l.ends_at END)
	WHERE l.name = (SELECT o.name FROM leases o
		WHERE o.name = work AND (o.holder = worker OR o.ends_at <= now())
		FOR UPDATE SKIP LOCKED);
	RETURN FOUND;
END $$;
