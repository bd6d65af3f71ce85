-- Visitors, and the customers that they turn out to be. A customer's row is locked before an anonymous
-- visitor's, both before sessions. `merged_into` leads from an id that is no more to the customer's; such
-- a row names nobody.

-- The id that somebody goes by: a customer's is found by the merchant's name for them, or by an id that
-- gave way. An anonymous visitor who became a customer is not led there: whoever has their token need not
-- be that customer.
CREATE OR REPLACE FUNCTION visitor_known(asker text, identifier text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	known text;
BEGIN
	SELECT v.visitor_id INTO known FROM visitors v
	WHERE v.is_verified AND v.identifier = visitor_known.identifier;
	IF known IS NULL AND starts_with(asker, 'c-') THEN
		SELECT v.merged_into INTO known FROM visitors v WHERE v.visitor_id = asker;
	END IF;
	RETURN coalesce(known, asker);
END $$;

-- The row of a customer for whom the merchant vouched, made where there is none, and locked; answers their
-- id. Of two that vouch for a new one at once, the second finds the first one's.
CREATE OR REPLACE FUNCTION customer_find(proven text, identifier text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	customer text;
BEGIN
	INSERT INTO visitors (visitor_id, identifier, is_verified)
	VALUES (proven, customer_find.identifier, true) ON CONFLICT DO NOTHING;
	SELECT v.visitor_id INTO STRICT customer FROM visitors v
	WHERE v.is_verified AND v.identifier = customer_find.identifier FOR NO KEY UPDATE;
	RETURN customer;
END $$;

-- Whether a customer's id that can be reckoned from the identifier (`former`, as they once were made) gives
-- way to `proven`. With more sessions than are renamed within a statement's time it stays: it opens nothing.
CREATE OR REPLACE FUNCTION customer_gives_way(customer text, former text, proven text) RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	renamed_most CONSTANT bigint := 5000;
BEGIN
	RETURN customer = former AND former <> proven AND (SELECT count(*) <= renamed_most FROM (
		SELECT FROM chat_sessions s WHERE s.visitor_id = former LIMIT renamed_most + 1) counted);
END $$;

-- The row of a customer for whom the merchant vouched, as customer_find has it, with what they are called;
-- a former id gives way.
CREATE OR REPLACE FUNCTION customer_hold(proven text, former text, identifier text, name text, email text)
RETURNS TABLE (customer text, gave_way text)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	customer := customer_find(proven, identifier);
	IF customer_gives_way(customer, former, proven) THEN
		PERFORM FROM chat_sessions s WHERE s.visitor_id = former ORDER BY s.id FOR NO KEY UPDATE;
		UPDATE visitors v SET visitor_id = proven WHERE v.visitor_id = former;
		INSERT INTO visitors (visitor_id, merged_into) VALUES (former, proven);
		INSERT INTO audit_log (actor_type, actor_id, action, target_id)
		VALUES ('system', 'keyed_id', 'visitor.rename', proven);
		customer := proven;
		gave_way := former;
	END IF;
	UPDATE visitors v SET last_seen_at = now(), name = coalesce(customer_hold.name, v.name),
		email = coalesce(customer_hold.email, v.email)
	WHERE v.visitor_id = customer;
	RETURN NEXT;
END $$;

-- The row of who goes by this id, made where there is none, and locked; answers the id. An anonymous
-- visitor who was merged goes on as somebody new, the same one each time: who has their token can make no
-- more of them. `stays`: not so for a program that does not know of it, nor while what that has begun is open.
CREATE OR REPLACE FUNCTION visitor_hold(asker text, name text, email text, stays boolean) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	merged text;
BEGIN
	INSERT INTO visitors AS known (visitor_id, name, email)
	VALUES (asker, visitor_hold.name, visitor_hold.email)
	ON CONFLICT (visitor_id) DO UPDATE SET last_seen_at = now(),
		name = CASE WHEN known.merged_into IS NULL THEN coalesce(excluded.name, known.name) END,
		email = CASE WHEN known.merged_into IS NULL
			THEN coalesce(excluded.email, known.email) END
	RETURNING known.merged_into INTO merged;
	IF merged IS NULL OR (NOT starts_with(asker, 'c-') AND (stays OR EXISTS (
		SELECT FROM chat_sessions s WHERE s.visitor_id = asker AND s.status <> 'ended'))) THEN
		RETURN asker;
	END IF;
	RETURN visitor_hold(CASE WHEN starts_with(asker, 'c-') THEN merged
		ELSE 'v-' || md5(asker)::uuid END, visitor_hold.name, visitor_hold.email, stays);
END $$;

-- Whether this sender is the asker, or was before they were known.
CREATE OR REPLACE FUNCTION visitor_was(sender text, asker text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN sender = asker OR EXISTS (SELECT FROM visitors v
		WHERE v.visitor_id = sender AND v.merged_into = asker);
END $$;

-- A token that is made for a customer's id that gave way meanwhile is the customer's.
CREATE OR REPLACE FUNCTION visitor_token_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.visitor_id := visitor_known(NEW.visitor_id, NULL);
	RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER visitor_tokens_lead BEFORE INSERT ON visitor_tokens
	FOR EACH ROW WHEN (starts_with(NEW.visitor_id, 'c-')) EXECUTE FUNCTION visitor_token_lead();
