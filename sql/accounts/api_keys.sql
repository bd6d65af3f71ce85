-- Keys of merchants' servers.

-- api_keys() [slow] -> json
-- The tenant's keys, those that open something first, the newest first: 200 at most.
SELECT jsonb_build_object('items', coalesce(jsonb_agg(k.key ORDER BY k.place), '[]'))
FROM api_keys_json(NULL) WITH ORDINALITY AS k (key, place);

-- api_key_make(agent_id uuid, key_hash bytes, name text, scopes texts, expires_at time?) [write]
--	-> row(made text?)
-- Makes a key; answers it without its secret, or nothing where there are too many.
SELECT api_key_make($1, $2, $3, $4, $5)::text;

-- api_key_revoke(agent_id uuid, key_id uuid) [write] -> row(is_revoked bool)
-- Takes a key's right away.
SELECT api_key_revoke($1, $2);
