-- How many chats may wait in the tenant's queue before new ones are refused. NULL: no limit.
ALTER TABLE chat_settings ADD COLUMN waiting_most integer DEFAULT 2000
	CHECK (waiting_most BETWEEN 1 AND 100000);
