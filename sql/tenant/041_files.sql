-- Files that people send in a chat. What is in them lies in a store, sealed under the file's own key, which is
-- sealed here under the session's; so is the name.
CREATE TABLE files (
	id uuid PRIMARY KEY, -- the client's
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	session_id uuid NOT NULL REFERENCES chat_sessions ON DELETE CASCADE,
	sender_type varchar(20) NOT NULL CHECK (sender_type IN ('visitor', 'agent')),
	sender_id varchar(100) NOT NULL,
	name bytea NOT NULL, -- sealed
	key bytea, -- sealed; NULL: what was in it is gone
	media_type varchar(127), -- by its content; NULL before it is known
	size bigint NOT NULL CHECK (size > 0),
	received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
	state varchar(20) NOT NULL DEFAULT 'uploading'
		CHECK (state IN ('uploading', 'scanning', 'clean', 'infected', 'unscannable', 'removed')),
	signatures bigint NOT NULL DEFAULT 0, -- the scanner's, by which it was found so
	threat varchar(200), -- what was found, as the scanner names it
	scanned_at timestamptz,
	fetched_at timestamptz, -- the first time that somebody was given a link
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	CHECK (state NOT IN ('scanning', 'clean') OR (received = size AND key IS NOT NULL)),
	CHECK (state NOT IN ('infected', 'unscannable', 'removed') OR key IS NULL)
);
CREATE INDEX files_session_id_idx ON files (session_id, created_at, id);
CREATE INDEX files_uploading_idx ON files (updated_at) WHERE state = 'uploading';

-- The objects of a store that make a file, one behind the other.
CREATE TABLE file_pieces (
	file_id uuid NOT NULL REFERENCES files ON DELETE CASCADE,
	begins bigint NOT NULL, -- so many bytes of the file stand before it
	tenant_id uuid NOT NULL DEFAULT :tenant_id CHECK (tenant_id = :tenant_id),
	size integer NOT NULL CHECK (size BETWEEN 1 AND 1048576),
	object_id uuid NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (file_id, begins)
);
