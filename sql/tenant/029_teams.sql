-- Teams of a tenant's agents. Of two names that differ in case, width or blanks alone there is one.
CREATE TABLE teams (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	name varchar(100) NOT NULL CHECK (name <> ''),
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX teams_name_key ON teams (lower(btrim(regexp_replace(normalize(name, NFKC), '\s+', ' ', 'g'))));

CREATE TABLE team_members (
	team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
	agent_id uuid NOT NULL REFERENCES support_agents ON DELETE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX team_members_agent_id_idx ON team_members (agent_id);
