-- Who is invited to work for a tenant, until they come, are not wanted any more, or it has ended for a month.
CREATE TABLE control.invitations (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	token_hash bytea NOT NULL UNIQUE, -- of what the link has; whoever has it may come, once
	tenant_id uuid NOT NULL REFERENCES public.tenants ON DELETE CASCADE,
	email varchar(255) NOT NULL CHECK (email = lower(email COLLATE "C")), -- in the form that is compared
	typed_email varchar(255) NOT NULL,
	name varchar(255) NOT NULL CHECK (name <> ''),
	role varchar(20) NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
	invited_by uuid NOT NULL, -- the tenant's support_agents row
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	UNIQUE (tenant_id, email)
);
CREATE INDEX invitations_expires_at_idx ON control.invitations (expires_at);
