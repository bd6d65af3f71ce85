-- Who tried in vain to sign in: what is typed is not kept, and of an address that nobody has nothing is.

-- Counts it at one tenant: the hour's first is an entry of its audit log. Not for the gateway.
CREATE OR REPLACE FUNCTION control.sign_in_failed(tenant_id uuid, agent_id uuid, network inet, times bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	schema CONSTANT text := 'tenant_' || replace(tenant_id::text, '-', '');
	entry uuid := gen_random_uuid();
	counted bigint;
BEGIN
	EXECUTE format('UPDATE %I.failed_sign_ins SET count = count + $3, last_at = now()
		WHERE agent_id = $1 AND network = $2 AND hour = date_trunc(''hour'', now())', schema)
	USING agent_id, network, times;
	GET DIAGNOSTICS counted = ROW_COUNT;
	IF counted = 0 THEN
		EXECUTE format('INSERT INTO %I.audit_log (id, actor_type, actor_id, action, target_id, ip)
			VALUES ($1, ''system'', ''sign_in'', ''agent.sign_in_failed'', $2, $3)', schema)
		USING entry, agent_id, network;
		EXECUTE format('INSERT INTO %I.failed_sign_ins (entry_id, agent_id, network, hour, count)
			VALUES ($1, $2, $3, date_trunc(''hour'', now()), $4)', schema)
		USING entry, agent_id, network, times;
	END IF;
END $$;

-- Notes of each of these people from where they, or somebody else, tried so often, at every tenant that they belong
-- to; of an address of IPv6 the /64. A tenant that migrate has not reached yet has no place for it. Their memberships
-- are locked in one order: of two workers that count for one the second waits.
CREATE OR REPLACE FUNCTION control.sign_ins_failed(user_ids uuid[], peers inet[], times bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM control.memberships m WHERE m.user_id = ANY (sign_ins_failed.user_ids)
	ORDER BY m.user_id, m.tenant_id FOR NO KEY UPDATE;
	PERFORM control.sign_in_failed(m.tenant_id, m.agent_id,
		CASE family(f.peer) WHEN 6 THEN network(set_masklen(f.peer, 64)) ELSE f.peer END, f.times)
	FROM unnest(sign_ins_failed.user_ids, sign_ins_failed.peers, sign_ins_failed.times) AS f (user_id, peer, times)
	JOIN control.memberships m ON m.user_id = f.user_id
	JOIN public.tenants t ON t.id = m.tenant_id AND t.status = 'active'
	WHERE to_regclass(format('tenant_%s.failed_sign_ins', replace(t.id::text, '-', ''))) IS NOT NULL;
END $$;

GRANT EXECUTE ON FUNCTION control.sign_ins_failed(uuid[], inet[], bigint[]) TO frontdesk_gateway;
