-- Sign-ins are renewed by use, and end with what they rested on, whoever changed it.

CREATE FUNCTION control.sign_in_renew(sign_in_id uuid, expires_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	UPDATE control.sign_ins s SET expires_at = sign_in_renew.expires_at
	WHERE s.id = sign_in_renew.sign_in_id AND s.expires_at > now()
		AND s.expires_at < sign_in_renew.expires_at
$$;
GRANT EXECUTE ON FUNCTION control.sign_in_renew(uuid, timestamptz) TO frontdesk_gateway;

-- Another role, or none: the sign-in that was begun under the old one is over.
CREATE FUNCTION control.sign_ins_end_with_membership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM control.sign_ins s WHERE s.user_id = NEW.user_id AND s.tenant_id = NEW.tenant_id;
	RETURN NULL;
END $$;
CREATE TRIGGER sign_ins_end AFTER UPDATE OF role, is_active ON control.memberships
	FOR EACH ROW WHEN (OLD.role <> NEW.role OR NOT NEW.is_active)
	EXECUTE FUNCTION control.sign_ins_end_with_membership();
