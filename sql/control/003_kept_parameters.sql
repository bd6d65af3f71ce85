-- Of a page's address the query goes, but for the parameters of these names.
ALTER TABLE public.tenants ADD COLUMN kept_parameters text[] NOT NULL DEFAULT '{}';
