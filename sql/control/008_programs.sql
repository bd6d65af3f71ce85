-- Which versions of the program are at work: each worker asks about the tenants every 10 s, by its own.
CREATE TABLE control.programs (
	version text PRIMARY KEY, -- as that of tenant_versions
	seen_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO control.programs (version) SELECT DISTINCT version FROM control.tenant_versions;
