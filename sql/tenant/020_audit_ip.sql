-- From where an act came, where somebody of the tenant's staff did it through the console or its interface: what
-- a worker has said of the transaction's call. Nothing is noted of visitors', and of what the program does by itself.
ALTER TABLE audit_log ADD COLUMN ip inet;
ALTER TABLE audit_log ALTER COLUMN ip SET DEFAULT nullif(current_setting('frontdesk.peer', true), '')::inet;
