/* The rating service's tables. */
#include "rating/rating.h"

#include "registry.h"

/* clang-format off */
static const struct route routes[] = {
	{METHOD_GET,  "/csat/<token>", ACCESS_PUBLIC, false, page_show, "The page on which a customer answers a survey, by the link of a mail", SCOPE_NONE, 0, page_refuse},
	{METHOD_POST, "/csat/<token>", ACCESS_PUBLIC, false, page_take, "Takes that page's form", SCOPE_NONE, 0, page_refuse},
	{METHOD_GET,  "/r/<code>", ACCESS_PUBLIC, false, page_show, "The same page, by the link of a short message", SCOPE_NONE, 0, page_refuse},
	{METHOD_POST, "/r/<code>", ACCESS_PUBLIC, false, page_take, "Takes that page's form", SCOPE_NONE, 0, page_refuse},
	{METHOD_GET,  "/api/support/csat", ACCESS_OPEN, false, survey_get,  "A survey, by its link's token, or in the window of a visitor's chat"},
	{METHOD_POST, "/api/support/csat", ACCESS_OPEN, true,  survey_post, "Answers it; within its time an answer may be corrected"},
	{METHOD_GET,  "/api/support/csat/{surveyId}", ACCESS_OPEN, false, survey_status, "The survey of that id, by its link's token"},
};
/* clang-format on */

const struct service rating_service = {
	.name = "rating",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
};
