-- Keys of merchants' servers, as admins see and change them.

-- As JSON, in their order: all, or one.
CREATE OR REPLACE FUNCTION api_keys_json(key uuid) RETURNS SETOF jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('id', k.id, 'name', k.name, 'scopes', to_jsonb(k.scopes),
		'madeBy', agent_json(k.made_by, 'agent'), 'createdAt', chat_time(k.created_at),
		'expiresAt', chat_time(k.expires_at), 'lastUsedAt', chat_time(k.last_used_at),
		'revokedAt', chat_time(k.revoked_at)))
	FROM control.scope_api_keys() k WHERE key IS NULL OR k.id = key
$$;

-- Makes a key; answers it without its secret, or NULL where there are too many.
CREATE OR REPLACE FUNCTION api_key_make(agent uuid, key_hash bytea, name text, scopes text[],
	expires_at timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	made CONSTANT uuid := control.scope_api_key_make(key_hash, name, scopes, agent, expires_at);
BEGIN
	IF made IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent, 'api_key.create', made);
	RETURN (SELECT j FROM api_keys_json(made) j);
END $$;

CREATE OR REPLACE FUNCTION api_key_revoke(agent uuid, key uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF NOT control.scope_api_key_revoke(key) THEN
		RETURN false;
	END IF;
	INSERT INTO audit_log (actor_type, actor_id, action, target_id)
	VALUES ('agent', agent, 'api_key.revoke', key);
	RETURN true;
END $$;
