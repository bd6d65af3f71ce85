-- Proofs: cookies of agents, tokens of visitors, keys of repeated requests.

-- sign_in_check(token_hash bytes) [control] [write] -> rows(sign_in_id uuid, user_id uuid,
--	tenant_id uuid, agent_id uuid, role text, expires_at time, must_enrol bool)
-- Whose cookie this is; no row when it holds no more.
SELECT sign_in_id, user_id, tenant_id, agent_id, role, expires_at, must_enrol
FROM control.sign_in_find($1);

-- sign_in_renew(sign_in_id uuid, expires_at time) [control] [write] -> nothing
-- Lets a sign-in that is in use end later.
SELECT control.sign_in_renew($1, $2);

-- refused_origin_note(tenant_id uuid, origin text) [control] [write] -> nothing
-- Remembers an origin that was refused, for the operator.
SELECT control.refused_origin_note($1, $2);

-- visitor_token_check(token_hash bytes, expires_at time) [write]
--	-> rows(visitor_id text, expires_at time)
-- Whose token this is, and until when.
SELECT visitor_id, expires_at FROM visitor_token_check($1, $2);

-- visitor_goes_by(visitor_id text) -> row(visitor_id text)
-- The id that a customer goes by now who was proven to be this one.
SELECT visitor_known($1, NULL);

-- visitor_token_store(visitor_id text, token_hash bytes, origin text, expires_at time) [write]
--	-> nothing
-- Stores the hash of a visitor's new token; of theirs, the 50 that were used last stay.
WITH worn AS (
	DELETE FROM visitor_tokens WHERE visitor_id = $1 AND token_hash NOT IN (
		SELECT t.token_hash FROM visitor_tokens t
		WHERE t.visitor_id = $1 AND t.expires_at > now()
		ORDER BY t.last_used_at DESC, t.created_at DESC LIMIT 49)
)
INSERT INTO visitor_tokens (token_hash, visitor_id, origin, expires_at) VALUES ($2, $1, $3, $4);

-- idempotency_claim(key_hash bytes, body_hash bytes) [write]
--	-> rows(is_claimed bool, is_same bool, status int?, sealed bytes?)
-- Claims a key: a new one, one older than a day, or one whose claim lapsed without an answer. No
-- row: another claim of it was committed in this moment.
WITH claimed AS (
	INSERT INTO idempotency_keys AS k (key_hash, body_hash) VALUES ($1, $2)
	ON CONFLICT (key_hash) DO UPDATE SET body_hash = excluded.body_hash, claimed_at = now(),
		status = NULL, answer = NULL, created_at = now()
	WHERE k.created_at < now() - interval '1 day'
		OR (k.answer IS NULL AND k.claimed_at < now() - interval '15 seconds'
			AND k.body_hash = excluded.body_hash)
	RETURNING true AS is_claimed
)
SELECT true, true, NULL::bigint, NULL::bytea FROM claimed
UNION ALL
SELECT false, k.body_hash = $2, k.status::bigint, k.answer FROM idempotency_keys k
WHERE k.key_hash = $1 AND NOT EXISTS (SELECT FROM claimed);

-- idempotency_keep(key_hash bytes, status int, sealed bytes) [write] -> nothing
-- Keeps the first answer for repeats; a few keys older than a day go.
WITH old AS (
	DELETE FROM idempotency_keys WHERE key_hash IN (SELECT o.key_hash FROM idempotency_keys o
		WHERE o.created_at < now() - interval '1 day' AND o.key_hash <> $1 LIMIT 20)
		AND created_at < now() - interval '1 day' -- again: it may have been claimed anew
)
UPDATE idempotency_keys SET status = $2, answer = $3 WHERE key_hash = $1 AND answer IS NULL;

-- api_key_check(key_hash bytes) [control] [write] -> rows(key_id uuid, tenant_id uuid, scopes text)
-- Whose key this is, and its scopes; no row when it opens nothing any more.
SELECT key_id, tenant_id, scopes FROM control.api_key_check($1);
