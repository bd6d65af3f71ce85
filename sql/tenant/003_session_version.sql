-- Which of two pictures of a session is the newer one: its version rises with each change of its row.
ALTER TABLE chat_sessions ADD COLUMN version bigint NOT NULL DEFAULT 1;
