-- By whom a tenant's people may sign in beside their passwords: one provider of OpenID Connect each.
CREATE TABLE control.sign_in_providers (
	tenant_id uuid PRIMARY KEY REFERENCES public.tenants ON DELETE CASCADE,
	issuer varchar(255) NOT NULL CHECK (issuer <> ''),
	client_id varchar(255) NOT NULL CHECK (client_id <> ''),
	client_secret bytea NOT NULL, -- sealed under a master key
	label varchar(60) NOT NULL CHECK (label <> ''), -- what the button calls it
	is_required boolean NOT NULL DEFAULT false, -- whoever is no admin must come by it
	takes_unsaid_emails boolean NOT NULL DEFAULT false, -- also addresses of which it does not say whether they are verified
	updated_at timestamptz NOT NULL DEFAULT now()
);

-- By what the provider knows those of the tenant's people who have come by it.
CREATE TABLE control.provider_links (
	tenant_id uuid NOT NULL REFERENCES control.sign_in_providers ON DELETE CASCADE,
	subject varchar(255) NOT NULL CHECK (subject <> ''),
	user_id uuid NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	last_used_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (tenant_id, subject),
	UNIQUE (tenant_id, user_id),
	FOREIGN KEY (user_id, tenant_id) REFERENCES control.memberships ON DELETE CASCADE
);
CREATE INDEX provider_links_user_id_idx ON control.provider_links (user_id, tenant_id);

-- Who was sent to a provider and has not come back yet: whoever they are, this browser has the token, once.
CREATE TABLE control.provider_sign_ins (
	token_hash bytea PRIMARY KEY, -- keyed
	tenant_id uuid NOT NULL REFERENCES control.sign_in_providers ON DELETE CASCADE,
	expires_at timestamptz NOT NULL
);
CREATE INDEX provider_sign_ins_tenant_id_idx ON control.provider_sign_ins (tenant_id);
CREATE INDEX provider_sign_ins_expires_at_idx ON control.provider_sign_ins (expires_at);

-- How a sign-in was begun: by the provider, who has asked for two steps, or not.
ALTER TABLE control.sign_ins ADD COLUMN by_provider boolean NOT NULL DEFAULT false,
	ADD COLUMN is_two_step boolean NOT NULL DEFAULT false;
ALTER TABLE control.pending_sign_ins ADD COLUMN by_provider boolean NOT NULL DEFAULT false;
