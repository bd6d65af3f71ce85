-- Where an id leads that is no more: an anonymous visitor who turned out to be a customer, or a customer's
-- id that gave way to another. Such a row names nobody. What is there already is looked through later, while
-- everybody works.
ALTER TABLE visitors
	ADD COLUMN merged_into varchar(100),
	ADD CONSTRAINT visitors_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES visitors
		ON DELETE CASCADE ON UPDATE CASCADE NOT VALID,
	ADD CONSTRAINT visitors_merged_check CHECK (merged_into IS NULL
		OR (NOT is_verified AND identifier IS NULL AND name IS NULL AND email IS NULL)) NOT VALID;
