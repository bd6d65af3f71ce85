-- Where an id leads that is no more: an anonymous visitor who turned out to be a customer, or a customer's
-- id that gave way to another. Such a row names nobody.
ALTER TABLE visitors ADD COLUMN merged_into varchar(100)
	REFERENCES visitors ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE visitors ADD CONSTRAINT visitors_merged_check CHECK (merged_into IS NULL
	OR (NOT is_verified AND identifier IS NULL AND name IS NULL AND email IS NULL));
CREATE INDEX visitors_merged_into_idx ON visitors (merged_into) WHERE merged_into IS NOT NULL;
-- Those who became customers before this was noted: what they had begun went with them, and their names
-- and addresses stayed behind.
UPDATE visitors v SET name = NULL, email = NULL
WHERE NOT v.is_verified AND (v.name IS NOT NULL OR v.email IS NOT NULL)
	AND NOT EXISTS (SELECT FROM conversations c WHERE c.visitor_id = v.visitor_id);
