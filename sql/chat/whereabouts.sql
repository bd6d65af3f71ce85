-- Whether visitors are there, and on which page.

-- chat_visitors_tell(worker_id uuid, session_ids texts, words texts, pages texts) [write]
--	-> rows(session_id uuid, is_news bool, is_here bool, page text?, presence_at time)
-- Notes what this worker knows of visitors: here, gone, or only a page.
SELECT session_id, is_news, is_here, page, at FROM chat_visitors_tell($1, $2::uuid[], $3, $4);

-- chat_visitors_lapse(most int) [write] -> rows(session_id uuid, presence_at time)
-- Marks as gone whose workers have fallen silent, each once.
SELECT session_id, at FROM chat_visitors_lapse($1);
