/* A survey as agents and webhooks see it. */
#ifndef FRONTDESK_SURVEY_JSON_H
#define FRONTDESK_SURVEY_JSON_H

#include "call/call.h"

/* A CSATSurvey: what PostgreSQL has made of the row, and with it what was written, opened; absent
 * where nothing was. The arena's. */
struct text survey_json(
	struct call *call, struct uuid survey_id, struct text head, struct text feedback);

#endif
