-- socket_agent(agent_id uuid) -> json
-- The SupportAgent whose socket has said hello: part of its welcome.
SELECT chat_agent_json($1, 'agent');

-- tenants_gone(ids texts) [control] -> rows(tenant_id uuid)
-- Of these tenants, those that have been suspended or deleted.
SELECT tenant_id FROM control.tenants_gone($1);
