-- How far a tenant is set up.

-- setup_checklist() -> json
-- The SetupChecklist.
SELECT setup_checklist_json();

-- setup_checklist_dismiss(is_dismissed bool) [write] -> nothing
-- Says whether admins want to hear of it.
UPDATE setup_checklist SET dismissed_at = CASE WHEN $1 THEN coalesce(dismissed_at, now()) END;
