-- How often somebody has tried in vain to sign in as an agent, from a network within an hour: the first time is an
-- entry of the audit log, which stays as it is, and the others are counted beside it.
CREATE TABLE failed_sign_ins (
	entry_id uuid PRIMARY KEY REFERENCES audit_log ON DELETE CASCADE,
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	agent_id uuid NOT NULL REFERENCES support_agents ON DELETE CASCADE,
	network inet NOT NULL,
	hour timestamptz NOT NULL,
	count integer NOT NULL,
	last_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (agent_id, network, hour)
);
REVOKE INSERT, UPDATE, DELETE ON failed_sign_ins FROM :tenant_role;
