-- What pages' addresses brought along that may let somebody in: user information, query, fragment.
UPDATE chat_sessions SET
	page_url = regexp_replace(regexp_replace(page_url, '[?#].*$', ''), '^(https?://)[^/]*@', '\1', 'i'),
	referrer_url = regexp_replace(regexp_replace(referrer_url, '[?#].*$', ''), '^(https?://)[^/]*@', '\1', 'i')
WHERE page_url ~ '[?#@]' OR referrer_url ~ '[?#@]';
