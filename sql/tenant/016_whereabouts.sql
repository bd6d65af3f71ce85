-- Whether a session's visitor is there, and on which page: the workers to which pages of theirs are connected, where
-- they are, and when one of the two changed last. Of an ended session nothing of it stays.
ALTER TABLE chat_sessions
	ADD COLUMN visitor_workers uuid[], -- processes, by the id that each has in its memory
	ADD COLUMN current_page_url text,
	ADD COLUMN presence_at timestamptz; -- NULL: nobody has told of it yet
