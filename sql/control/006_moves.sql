-- Tenants move between installations. 'moving': what was asked and sent before is stored, and nothing new
-- is taken; 'importing': not all has come yet, or it was not compared.
ALTER TABLE public.tenants DROP CONSTRAINT tenants_status_check,
	ADD CONSTRAINT tenants_status_check
		CHECK (status IN ('active', 'suspended', 'moving', 'importing'));
-- The keys under which other installations hashed its visitors' tokens; sealed under the tenant's key.
ALTER TABLE public.tenants ADD COLUMN token_keys bytea;
-- How far an import has come: so many pieces of the file of that id.
CREATE TABLE control.tenant_imports (
	tenant_id uuid PRIMARY KEY REFERENCES public.tenants ON DELETE CASCADE,
	file_id uuid NOT NULL,
	pieces bigint NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now()
);
