-- The secret by which a provider's requests with mail are known; sealed under the tenant's key. NULL: none are taken.
ALTER TABLE mail_settings ADD COLUMN hook_secret bytea;
