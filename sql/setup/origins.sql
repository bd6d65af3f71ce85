-- Where the widget may stand, as admins see and change it.

-- allowed_origins() -> json
-- The OriginList.
SELECT allowed_origins();

-- allowed_origin_add(agent_id uuid, origin text) [write] -> row(outcome text)
-- Allows an origin, or says why not.
SELECT allowed_origin_add($1, $2) AS outcome;

-- allowed_origin_remove(agent_id uuid, origin text) [write] -> row(is_done bool)
-- Takes an origin from the list.
SELECT allowed_origin_remove($1, $2) AS is_done;
