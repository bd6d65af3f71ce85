-- Addresses are kept in the form that is compared, which the program makes of what was typed: ASCII's
-- letters in lower case, those of other scripts in a local part as they are.
ALTER TABLE public.users DROP CONSTRAINT users_email_check,
	ADD CONSTRAINT users_email_check CHECK (email = lower(email COLLATE "C"));
