ALTER TABLE visitors VALIDATE CONSTRAINT visitors_merged_into_fkey, VALIDATE CONSTRAINT visitors_merged_check;
-- Those who became customers before it was noted where their id leads: what they had begun went with them, and
-- their names and addresses stayed behind.
UPDATE visitors v SET name = NULL, email = NULL
WHERE NOT v.is_verified AND (v.name IS NOT NULL OR v.email IS NOT NULL)
	AND NOT EXISTS (SELECT FROM conversations c WHERE c.visitor_id = v.visitor_id);
