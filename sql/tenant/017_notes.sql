-- What an agent says at handing a session over to whoever takes it: between agents, and never the visitor's to see.
CREATE TABLE chat_notes (
	id uuid PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
	agent_id uuid NOT NULL REFERENCES support_agents, -- whose it is
	to_agent_id uuid REFERENCES support_agents,       -- to whom it was handed; NULL: back to the queue
	content bytea NOT NULL,                           -- sealed
	created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE chat_notes ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX chat_notes_session_id_idx ON chat_notes (session_id, created_at DESC, id DESC);
