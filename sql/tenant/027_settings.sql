-- Settings that a tenant's admins change by themselves.

-- What an entry has changed, where it is about settings: [{"name", "before", "after"}], as texts.
ALTER TABLE audit_log ADD COLUMN changes jsonb;

GRANT UPDATE ON chat_settings TO :tenant_role;
