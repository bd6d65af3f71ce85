-- Invitations, and the mails by which their links go out. An invitation is a row of control's.

-- An Invitation with what became of its mail, as long as that is known.
CREATE OR REPLACE FUNCTION invitation_shown(invitation jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	RETURN jsonb_strip_nulls(invitation - 'mailId' || jsonb_build_object('mail',
		(SELECT mail_json(m) FROM outgoing_mails m WHERE m.id = (invitation ->> 'mailId')::uuid)));
END $$;

-- Forgets the mail of a link that opens nothing any more, where it was not sent.
CREATE OR REPLACE FUNCTION invitation_mail_forget(invitation_id uuid) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	DELETE FROM outgoing_mails m
	WHERE m.id = control.invitation_mail(invitation_id) AND m.state <> 'sent';
END $$;

-- Has a link mailed, in the place of the one that it had before; without parameters there is no mail. Answers the
-- Invitation.
CREATE OR REPLACE FUNCTION invitation_mail(invitation_id uuid, mail uuid, recipient text, parameters bytea)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
	PERFORM invitation_mail_forget(invitation_id);
	IF parameters IS NOT NULL THEN
		PERFORM mail_enqueue(mail, 'accounts.invitation', recipient, NULL, invitation_id, parameters);
	END IF;
	RETURN invitation_shown(control.invitation_mail_set(invitation_id,
		CASE WHEN parameters IS NOT NULL THEN mail END));
END $$;

CREATE OR REPLACE FUNCTION invitation_make(token_hash bytea, email text, typed_email text, name text, role text,
	invited_by uuid, expires_at timestamptz, mail uuid, parameters bytea)
RETURNS TABLE (outcome text, invitation jsonb) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
	SELECT i.outcome, i.invitation INTO outcome, invitation FROM control.invitation_make(token_hash, email,
		typed_email, name, role, invited_by, expires_at) i;
	IF outcome = 'done' THEN
		invitation := invitation_mail((invitation ->> 'id')::uuid, mail, email, parameters);
	END IF;
	RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION invitation_send_again(invitation_id uuid, token_hash bytea, actor uuid,
	expires_at timestamptz, mail uuid, parameters bytea)
RETURNS TABLE (outcome text, invitation jsonb) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	recipient text;
BEGIN
	SELECT i.outcome, i.invitation, i.email INTO outcome, invitation, recipient
	FROM control.invitation_renew(invitation_id, token_hash, actor, expires_at) i;
	IF outcome = 'done' THEN
		invitation := invitation_mail(invitation_id, mail, recipient, parameters);
	END IF;
	RETURN NEXT;
END $$;

CREATE OR REPLACE FUNCTION invitation_list() RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_build_object('items', (
		SELECT coalesce(jsonb_agg(invitation_shown(i.item) ORDER BY i.place), '[]')
		FROM jsonb_array_elements(control.invitation_list() -> 'items') WITH ORDINALITY AS i (item, place)));
END $$;

CREATE OR REPLACE FUNCTION invitation_drop(invitation_id uuid, actor uuid) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM invitation_mail_forget(invitation_id);
	RETURN control.invitation_drop(invitation_id, actor);
END $$;
