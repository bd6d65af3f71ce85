CREATE INDEX visitors_merged_into_idx ON visitors (merged_into) WHERE merged_into IS NOT NULL;
