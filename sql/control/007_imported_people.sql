-- The people whom an import that is not complete has made: they are nobody's yet, and go if it is taken back.
CREATE TABLE control.imported_people (
	user_id uuid PRIMARY KEY REFERENCES public.users ON DELETE CASCADE,
	tenant_id uuid NOT NULL REFERENCES control.tenant_imports ON DELETE CASCADE
);
CREATE INDEX imported_people_tenant_id_idx ON control.imported_people (tenant_id);
