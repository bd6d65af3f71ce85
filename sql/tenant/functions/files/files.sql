-- Files that people send in a chat.

-- A ChatFile without its name, which is sealed. What was found in it is the agents' to know.
CREATE OR REPLACE FUNCTION file_json(f files, reader text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object('id', f.id, 'sessionId', f.session_id, 'senderType', f.sender_type,
		'senderId', f.sender_id, 'mediaType', f.media_type, 'size', f.size, 'received', f.received, 'state', f.state,
		'threat', CASE WHEN reader = 'agent' THEN f.threat END, 'createdAt', chat_time(f.created_at),
		'scannedAt', chat_time(f.scanned_at)));
END $$;

-- The session, if it is there for whoever asks.
CREATE OR REPLACE FUNCTION file_session(session uuid, side text, reader text) RETURNS chat_sessions
LANGUAGE sql STABLE AS $$
	SELECT s FROM chat_sessions s WHERE s.id = session AND (side = 'agent' OR s.visitor_id = reader)
$$;

-- Whether the tenant takes files of that type from visitors.
CREATE OR REPLACE FUNCTION file_type_is_taken(media_type text) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM chat_widget_config c, unnest(c.allowed_file_types) AS t (allowed)
		WHERE t.allowed IN ('*', '*/*') OR lower(t.allowed) = lower(media_type)
			OR (t.allowed LIKE '%/*' AND starts_with(lower(media_type), left(lower(t.allowed), -1))))
$$;

-- Begins a file, or finds that it was begun: 'done', 'known', or why not.
CREATE OR REPLACE FUNCTION file_begin(session uuid, file uuid, side text, sender text, name bytea, key bytea,
	size bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	files_most CONSTANT bigint := 100;
	bytes_most CONSTANT bigint := 536870912;
	s chat_sessions;
	c chat_widget_config;
	f files;
BEGIN
	SELECT * INTO s FROM chat_sessions k WHERE k.id = session AND (side = 'agent' OR k.visitor_id = sender)
	FOR NO KEY UPDATE;
	IF s.id IS NULL THEN
		RETURN 'absent';
	END IF;
	SELECT * INTO f FROM files k WHERE k.id = file;
	IF f.id IS NOT NULL THEN
		RETURN CASE WHEN f.session_id = session AND f.sender_type = side AND f.sender_id = sender
			AND f.size = file_begin.size THEN 'known' ELSE 'conflict' END;
	END IF;
	SELECT * INTO c FROM chat_widget_config;
	IF side = 'visitor' AND NOT c.file_upload_enabled THEN
		RETURN 'off';
	ELSIF file_begin.size > c.max_file_size_mb::bigint * 1000000 THEN
		RETURN 'large';
	ELSIF s.status = 'ended' THEN
		RETURN 'ended';
	ELSIF (SELECT count(*) >= files_most OR coalesce(sum(k.size), 0) + file_begin.size > bytes_most
		FROM files k WHERE k.session_id = session) THEN
		RETURN 'many';
	END IF;
	INSERT INTO files (id, session_id, sender_type, sender_id, name, key, size)
	VALUES (file, session, side, sender, file_begin.name, file_begin.key, file_begin.size)
	ON CONFLICT (id) DO NOTHING;
	RETURN CASE WHEN FOUND THEN 'done' ELSE 'conflict' END;
END $$;

-- Adds a piece that has been stored: 'done'; 'whole' where it was the last, and the file is looked at; 'offset' where
-- it is not the next; 'type' where a visitor sends what the tenant does not take: then the file goes.
CREATE OR REPLACE FUNCTION file_piece_add(file uuid, begins bigint, size bigint, object uuid, media_type text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	f files;
BEGIN
	SELECT * INTO f FROM files k WHERE k.id = file FOR UPDATE;
	IF f.id IS NULL OR f.state <> 'uploading' OR f.received <> begins OR begins + file_piece_add.size > f.size THEN
		RETURN CASE WHEN f.id IS NULL THEN 'absent' ELSE 'offset' END;
	END IF;
	IF f.sender_type = 'visitor' AND begins = 0 AND NOT file_type_is_taken(file_piece_add.media_type) THEN
		DELETE FROM files k WHERE k.id = file;
		RETURN 'type';
	END IF;
	INSERT INTO file_pieces (file_id, begins, size, object_id)
	VALUES (file, file_piece_add.begins, file_piece_add.size, object);
	UPDATE files k SET received = k.received + file_piece_add.size, updated_at = now(),
		media_type = coalesce(file_piece_add.media_type, k.media_type),
		state = CASE WHEN k.received + file_piece_add.size = k.size THEN 'scanning' ELSE 'uploading' END
	WHERE k.id = file RETURNING * INTO f;
	IF f.state <> 'scanning' THEN
		RETURN 'done';
	END IF;
	PERFORM control.job_enqueue('files.scan', file);
	RETURN 'whole';
END $$;

-- What is in it is never there again; that it was stays to be seen.
CREATE OR REPLACE FUNCTION file_empty(file uuid, state text, threat text, signatures bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE files f SET state = file_empty.state, threat = file_empty.threat, key = NULL, updated_at = now(),
		signatures = file_empty.signatures,
		scanned_at = CASE WHEN file_empty.state = 'removed' THEN f.scanned_at ELSE now() END
	WHERE f.id = file;
	DELETE FROM file_pieces p WHERE p.file_id = file;
	PERFORM control.job_enqueue('files.drop', file);
END $$;

-- Removes a file: 'done', 'known' where it was, 'absent'. Who sent it may, and every agent.
CREATE OR REPLACE FUNCTION file_remove(session uuid, file uuid, side text, actor text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	f files;
BEGIN
	SELECT * INTO f FROM files k WHERE k.id = file AND k.session_id = session
		AND (side = 'agent' OR (k.sender_type = 'visitor' AND k.sender_id = actor)) FOR UPDATE;
	IF f.id IS NULL THEN
		RETURN 'absent';
	ELSIF f.state = 'removed' THEN
		RETURN 'known';
	END IF;
	IF side = 'agent' THEN
		INSERT INTO audit_log (actor_type, actor_id, action, target_id) VALUES ('agent', actor, 'file.remove', file);
	END IF;
	PERFORM file_empty(file, 'removed', NULL, 0);
	RETURN 'done';
END $$;

-- What the scanner says of a file that is being looked at.
CREATE OR REPLACE FUNCTION file_judge(file uuid, state text, threat text, signatures bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM files f WHERE f.id = file AND f.state = 'scanning' FOR UPDATE;
	IF NOT FOUND THEN
		RETURN;
	ELSIF file_judge.state <> 'clean' THEN
		PERFORM file_empty(file, file_judge.state, file_judge.threat, file_judge.signatures);
		RETURN;
	END IF;
	UPDATE files f SET state = 'clean', signatures = file_judge.signatures, scanned_at = now(), updated_at = now()
	WHERE f.id = file;
END $$;

-- Gives somebody a file that is clean: 'done'; 'again' where nobody was given it before and the scanner knows more by
-- now: it is looked at once more; else its state.
CREATE OR REPLACE FUNCTION file_give(session uuid, file uuid, side text, reader text, signatures bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	f files;
BEGIN
	SELECT k.* INTO f FROM files k JOIN chat_sessions s ON s.id = k.session_id
	WHERE k.id = file AND k.session_id = session AND (side = 'agent' OR s.visitor_id = reader) FOR UPDATE OF k;
	IF f.id IS NULL THEN
		RETURN 'absent';
	ELSIF f.state <> 'clean' THEN
		RETURN f.state;
	ELSIF f.fetched_at IS NULL AND file_give.signatures > f.signatures THEN
		UPDATE files k SET state = 'scanning', updated_at = now() WHERE k.id = file;
		PERFORM control.job_enqueue('files.scan', file);
		RETURN 'again';
	END IF;
	UPDATE files k SET fetched_at = now() WHERE k.id = file AND k.fetched_at IS NULL;
	RETURN 'done';
END $$;

-- Whatever becomes of rows, what lies in the store goes with them.
CREATE OR REPLACE FUNCTION files_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM control.jobs_enqueue('files.drop', array_agg(g.id)) FROM gone g HAVING count(*) > 0;
	RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER files_gone AFTER DELETE ON files
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION files_gone();
