-- Of which domains the addresses must be by which a provider's accounts become known; none: of any.
ALTER TABLE control.sign_in_providers ADD COLUMN email_domains text[] NOT NULL DEFAULT '{}';
