-- Whoever has one of these roles there must have a second factor: without one they may set it up, and
-- nothing else.
ALTER TABLE public.tenants ADD COLUMN second_factor_roles text[] NOT NULL DEFAULT '{}'
	CHECK (second_factor_roles <@ '{agent,supervisor,admin}');

-- What a person shows beside the password, whatever the number of tenants they work for: codes that are
-- reckoned of a secret (RFC 6238). A try to sign in waits for one.
CREATE TABLE control.second_factors (
	user_id uuid PRIMARY KEY REFERENCES public.users ON DELETE CASCADE,
	secret bytea NOT NULL, -- sealed under a master key
	is_on boolean NOT NULL DEFAULT false, -- once a code of it was shown
	on_since timestamptz,
	last_step bigint NOT NULL DEFAULT 0, -- of the code that was used last: it and those before open nothing
	created_at timestamptz NOT NULL DEFAULT now(),
	CHECK (is_on = (on_since IS NOT NULL))
);

-- For who has lost what reckons the codes: each once.
CREATE TABLE control.recovery_codes (
	user_id uuid NOT NULL REFERENCES control.second_factors ON DELETE CASCADE,
	code_hash bytea NOT NULL, -- keyed
	PRIMARY KEY (user_id, code_hash)
);

-- Who has shown the right password, and no code yet. No sign-in, and good for nothing else.
CREATE TABLE control.pending_sign_ins (
	token_hash bytea PRIMARY KEY,
	user_id uuid NOT NULL REFERENCES control.second_factors ON DELETE CASCADE,
	tenant_id uuid NOT NULL,
	tries integer NOT NULL DEFAULT 0, -- at its code
	expires_at timestamptz NOT NULL,
	FOREIGN KEY (user_id, tenant_id) REFERENCES control.memberships ON DELETE CASCADE
);
CREATE INDEX pending_sign_ins_user_id_idx ON control.pending_sign_ins (user_id);
CREATE INDEX pending_sign_ins_expires_at_idx ON control.pending_sign_ins (expires_at);
