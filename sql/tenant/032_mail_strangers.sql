-- Whether mail to the tenant's own address, of whoever writes there, begins a chat.
ALTER TABLE mail_settings ADD COLUMN takes_strangers boolean NOT NULL DEFAULT false;
