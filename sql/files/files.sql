-- Files that people send in a chat, as they send them, look for them, and have them looked at.

-- file_session(session_id uuid, side text, reader text) -> row(wrapped bytes?)
-- The key of the session, if it is there for whoever asks.
SELECT k.wrapped FROM file_session($1, $2, $3) s LEFT JOIN session_keys k ON k.session_id = s.id WHERE s.id IS NOT NULL;

-- file_begin(session_id uuid, file_id uuid, side text, sender text, name bytes, key bytes, size int) [write]
--	-> row(outcome text)
-- Begins a file, or says why not.
SELECT file_begin($1, $2, $3, $4, $5, $6, $7) AS outcome;

-- file_get(session_id uuid, file_id uuid, side text, reader text) -> sealed(files, name)
-- One file; nothing where there is none for whoever asks.
SELECT file_json(f, $3), f.session_id, f.id, f.sender_type::text, f.sender_id::text, k.wrapped, f.name
FROM files f JOIN chat_sessions s ON s.id = f.session_id LEFT JOIN session_keys k ON k.session_id = s.id
WHERE f.id = $2 AND f.session_id = $1 AND ($3 = 'agent' OR s.visitor_id = $4);

-- file_list(session_id uuid, side text) -> sealed(files, name)
-- All files of a session, oldest first.
SELECT file_json(f, $2), f.session_id, f.id, f.sender_type::text, f.sender_id::text, k.wrapped, f.name
FROM files f LEFT JOIN session_keys k ON k.session_id = f.session_id WHERE f.session_id = $1 ORDER BY f.created_at, f.id;

-- file_piece_plan(session_id uuid, file_id uuid, sender_type text, sender_id text) -> row(state text, size int,
--	received int, wrapped bytes?, key bytes?)
-- What is needed to take the next piece of a file, for who sends it.
SELECT f.state::text, f.size, f.received, k.wrapped, f.key
FROM files f LEFT JOIN session_keys k ON k.session_id = f.session_id
WHERE f.id = $2 AND f.session_id = $1 AND f.sender_type = $3 AND f.sender_id = $4;

-- file_piece_add(file_id uuid, begins int, size int, object_id uuid, media_type text?) [write] -> row(outcome text)
-- Adds a piece that has been stored.
SELECT file_piece_add($1, $2, $3, $4, $5) AS outcome;

-- file_remove(session_id uuid, file_id uuid, side text, actor text) [write] -> row(outcome text)
-- Removes a file, or says why not.
SELECT file_remove($1, $2, $3, $4) AS outcome;

-- file_open(file_id uuid) -> row(state text, session_id uuid, size int, sender_type text, sender_id text, wrapped bytes?,
--	key bytes?, name bytes)
-- What is needed to read what is in a file.
SELECT f.state::text, f.session_id, f.size, f.sender_type::text, f.sender_id::text, k.wrapped, f.key, f.name
FROM files f LEFT JOIN session_keys k ON k.session_id = f.session_id WHERE f.id = $1;

-- file_pieces(file_id uuid) -> rows(object_id uuid, begins int, size int)
-- Of which objects it consists.
SELECT p.object_id, p.begins, p.size::bigint FROM file_pieces p WHERE p.file_id = $1 ORDER BY p.begins;

-- file_judge(file_id uuid, state text, threat text?, signatures int, job_id uuid, fence int) [write] -> nothing
-- Notes what the scanner says, and finishes the job.
WITH done AS (SELECT control.job_finish($5, $6))
SELECT file_judge($1, $2, $3, $4) FROM done;

-- file_give(session_id uuid, file_id uuid, side text, reader text, signatures int) [write] -> row(outcome text)
-- Whether somebody may be given a file.
SELECT file_give($1, $2, $3, $4, $5) AS outcome;

-- file_job_done(job_id uuid, fence int) [write] -> nothing
-- Finishes a job about which there is nothing more to be done.
SELECT control.job_finish($1, $2);

-- files_sweep(job_id uuid, fence int) [write] [slow] -> nothing
-- Deletes what nobody has gone on sending for a day, and finishes the job.
WITH gone AS (DELETE FROM files f WHERE f.state = 'uploading' AND f.updated_at < now() - interval '1 day')
SELECT control.job_finish($1, $2);
