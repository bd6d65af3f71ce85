-- Which version of a tenant's schema is there, and which was before it: programs of both serve the tenant.
CREATE TABLE control.tenant_versions (
	tenant_id uuid PRIMARY KEY REFERENCES public.tenants ON DELETE CASCADE,
	version text NOT NULL, -- SHA-256 of its migrations and functions, hex
	previous text,
	changed_at timestamptz NOT NULL DEFAULT now()
);
