-- Invitations, for admins and for whoever has one.

-- invitation_author(agent_id uuid) -> row(author text)
-- What whoever invites is called.
SELECT a.name AS author FROM support_agents a WHERE a.id = $1;

-- invitation_make(token_hash bytes, email text, typed_email text, invited_name text, role text, agent_id uuid,
--	expires_at time, mail_id uuid, parameters bytes?) [write] -> row(outcome text, invitation text?)
-- Invites somebody, in the place of an earlier invitation of that address, by a mail where there are
-- parameters for it; or says why not.
SELECT outcome, invitation::text FROM invitation_make($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- invitation_send_again(invitation_id uuid, token_hash bytes, agent_id uuid, expires_at time, mail_id uuid,
--	parameters bytes?) [write] -> row(outcome text, invitation text?)
-- Gives an invitation another link, by another mail where there are parameters for it; or says why not.
SELECT outcome, invitation::text FROM invitation_send_again($1, $2, $3, $4, $5, $6);

-- invitation_list() [slow] -> json
-- The tenant's invitations, newest first.
SELECT invitation_list();

-- invitation_drop(invitation_id uuid, agent_id uuid) [write] -> row(is_done bool)
-- Takes an invitation back.
SELECT invitation_drop($1, $2);

-- invitation_find(token_hash bytes) [control] -> rows(tenant_id uuid, tenant_name text, email text,
--	typed_email text, invited_name text, role text, password_hash text?)
-- Whose invitation this is; no row where it does not hold. The hash: of who has a password already.
SELECT tenant_id, tenant_name, email, typed_email, name AS invited_name, role, password_hash
FROM control.invitation_find($1);

-- invitation_accept(token_hash bytes, shown_hash text?, new_hash text?) [control] [write] -> row(outcome text)
-- Makes somebody an agent by their invitation, which is over with that.
SELECT control.invitation_accept($1, $2, $3);
