-- Keeps a message that PostgreSQL would not take, once.
CREATE OR REPLACE FUNCTION control.dead_letter_put(tenant_id uuid, session_id uuid, message_id uuid,
	sender_type text, sender_id text, content bytea, fingerprint bytea, created_at timestamptz,
	sqlstate text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	INSERT INTO control.dead_letters (tenant_id, session_id, message_id, sender_type, sender_id,
		content, fingerprint, message_created_at, sqlstate)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT ON CONSTRAINT dead_letters_tenant_id_message_id_key DO NOTHING
$$;
GRANT EXECUTE ON FUNCTION
	control.dead_letter_put(uuid, uuid, uuid, text, text, bytea, bytea, timestamptz, text)
	TO frontdesk_gateway;
