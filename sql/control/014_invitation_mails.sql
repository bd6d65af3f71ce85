-- The mail by which the link went out last, a row of the tenant's outgoing_mails; NULL: it went out by none.
ALTER TABLE control.invitations ADD COLUMN mail_id uuid;
