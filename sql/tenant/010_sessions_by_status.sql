-- A place in the queue was counted among all who wait, since an index by status alone looked as good as the
-- queue's own. It held every session that ever ended, too.
DROP INDEX chat_sessions_status_idx;
