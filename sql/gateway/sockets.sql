-- socket_agent(agent_id uuid) -> json
-- The SupportAgent whose socket has said hello: part of its welcome.
SELECT agent_json($1, 'agent');

-- sockets_leaving(groups texts) [control] -> rows(name text, reason text)
-- Of these groups of sockets, each named by tenant and origin, those that have lost the one or the other.
SELECT name, reason FROM control.sockets_leaving($1);
