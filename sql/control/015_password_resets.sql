-- Who says that they have forgotten their password, until a job has looked whether there is such an address.
CREATE TABLE control.password_asks (
	id uuid PRIMARY KEY,
	address bytea NOT NULL, -- sealed
	created_at timestamptz NOT NULL DEFAULT now()
);

-- Links by which somebody chooses another password, once. Kept for a day: they are counted.
CREATE TABLE control.password_resets (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	user_id uuid NOT NULL REFERENCES public.users ON DELETE CASCADE,
	token_hash bytea UNIQUE, -- of what the link has; NULL until its mail is written
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz -- NULL until then, too
);
CREATE INDEX password_resets_user_id_idx ON control.password_resets (user_id, created_at);
