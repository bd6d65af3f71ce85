-- The widget's launcher, texts by language, what is asked before a chat, messages that come by themselves; and
-- what its configuration was before.
ALTER TABLE chat_widget_config
	ADD COLUMN launcher_icon varchar(10) NOT NULL DEFAULT 'chat'
		CHECK (launcher_icon IN ('chat', 'question', 'mail', 'smile')),
	ADD COLUMN launcher_label varchar(40), -- NULL: the icon alone
	ADD COLUMN launcher_size varchar(10) NOT NULL DEFAULT 'medium'
		CHECK (launcher_size IN ('small', 'medium', 'large')),
	ADD COLUMN hidden_paths text[] NOT NULL DEFAULT '{}',
	ADD COLUMN hidden_devices varchar(10) NOT NULL DEFAULT 'none'
		CHECK (hidden_devices IN ('none', 'phones', 'desktops')),
	ADD COLUMN languages jsonb, -- NULL: the plain texts, in all
	ADD COLUMN pre_chat_form jsonb, -- NULL: nothing is asked
	ADD COLUMN proactive_messages jsonb NOT NULL DEFAULT '[]',
	ADD COLUMN show_agent_photos boolean NOT NULL DEFAULT true,
	ADD COLUMN replies_in varchar(10) CHECK (replies_in IN ('minutes', 'hours', 'day')), -- NULL: it is not said
	ADD COLUMN version bigint NOT NULL DEFAULT 1; -- grows with each change

-- A row for each version since this is kept; the newest is as the configuration is.
CREATE TABLE chat_widget_versions (
	version bigint PRIMARY KEY,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	agent_id uuid REFERENCES support_agents, -- who made it; NULL: the operator, or it was there first
	look jsonb NOT NULL, -- the members of a ChatWidgetConfig that can be changed, NULLs as null
	created_at timestamptz NOT NULL DEFAULT now()
);
