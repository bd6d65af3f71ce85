/*
 * The csat service: customers are asked how it was, by a job, once for each resolution of a ticket
 * and for each chat; admins see figures of what they answered. What its files share.
 */
#ifndef FRONTDESK_CSAT_H
#define FRONTDESK_CSAT_H

#include "call/call.h"
#include "call/parts.h"
#include "csat/filter.h"

/* What a call keeps between its steps. */
struct csat_work {
	struct csat_filter filter;
	struct text cursor;
	int64_t most;
	call_step then; /* once it is known which days are meant */
};

/* The call's work, made on first use. */
struct csat_work *csat_work(struct call *call);

/* --- settings.c ------------------------------------------------------------------------------- */
struct next csat_settings_read(struct call *call);
struct next csat_settings_write(struct call *call);

/* --- metrics.c, surveys.c: figures, and the surveys that they are made of -----------------------
 */
/* Reads the query into the work, and goes on where it may be asked. */
struct next csat_ask_range(struct call *call, call_step then);
struct next csat_metrics_get(struct call *call);
struct next csat_agents_get(struct call *call);
struct next csat_survey_list(struct call *call);

/* --- ask.c: jobs ------------------------------------------------------------------------------ */
struct next csat_ask_run(struct call *call);
struct next csat_remind_run(struct call *call);
/* low.c */
struct next csat_low_run(struct call *call);

#endif
