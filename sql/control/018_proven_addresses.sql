-- When it was shown that whoever signs in has this address: they came by a mail to it, or the operator says so. NULL: by
-- an invitation, whose link the admin who invited has seen too, and may have followed.
ALTER TABLE public.users ADD COLUMN proven_at timestamptz DEFAULT now();
