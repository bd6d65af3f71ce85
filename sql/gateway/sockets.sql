-- socket_agent(agent_id uuid) -> json
-- The SupportAgent whose socket has said hello: part of its welcome.
SELECT chat_agent_json($1, 'agent');
