/* GET widget-config: how the widget looks, what it may tell of pages, whether somebody is there. */
#include "session.h"

#include "call/tenant.h"
#include "config_memory.h"
#include "crypto/etag.h"
#include "seen.h"
#include "sql_chat.h"

enum { KEPT_S = 15 };

static struct next ask(struct call *call, sql_then then)
{
	const struct tenant *tenant = call->tenant;
	return sql_chat_widget_config(call, then, tenant->id, tenant->time_zone,
		tenant->kept_parameters, tenant->kept_parameter_count);
}

/* --- pages -------------------------------------------------------------------------------- */
/* Browsers keep it for 15 s, and never beyond the moment in which it opens or closes. */
static struct text cache_for(struct call *call, uint64_t lasts_ms)
{
	uint64_t seconds = lasts_ms / 1000;
	return arena_printf(&call->arena, "public, max-age=%llu",
		(unsigned long long)(seconds < KEPT_S ? seconds : KEPT_S));
}

static struct next answer_page(
	struct call *call, struct text json, struct text etag, uint64_t lasts_ms)
{
	call_add_header(call, "Cache-Control", cache_for(call, lasts_ms));
	call_add_header(call, "ETag", etag);
	if (etag_is_named(call_header(call, "if-none-match"), etag))
		return call_answer_text(call, 304, NULL, TEXT(""));
	return call_answer(call, 200, json);
}

static struct next answer_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_widget_config_row row = sql_chat_widget_config_row(answer, 0);
	uint64_t lasts_ms = row.has_lasts_ms ? (uint64_t)row.lasts_ms : UINT64_MAX;
	struct text etag = etag_make(&call->arena, row.config);
	config_memory_keep(call,
		&(struct config_reading){row.config, etag, chat_work(call)->asked_ms, lasts_ms});
	return answer_page(call, row.config, etag, lasts_ms);
}

static struct next read_config(struct call *call)
{
	chat_work(call)->asked_ms = env_now_ms(&call->parts->env);
	return ask(call, answer_read);
}

static struct next find_config(struct call *call)
{
	struct config_reading reading;
	if (config_memory_find(call, &reading))
		return answer_page(call, reading.json, reading.etag, reading.lasts_ms);
	return config_memory_expect(call, read_config);
}

/* What could not be noted now is an hour later. */
static struct next noted(struct call *call, const struct sql_answer *answer)
{
	return find_config(call);
}

/* --- consoles ----------------------------------------------------------------------------- */
static struct next answer_console(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return call_answer(call, 200, sql_chat_widget_config_row(answer, 0).config);
}

/* --- both --------------------------------------------------------------------------------- */
struct next widget_config_get(struct call *call)
{
	if (who_is_staff(&call->who))
		return ask(call, answer_console);
	if (seen_is_due(call, call_origin(call)))
		return sql_origin_seen_note(call, noted, call_origin(call));
	return find_config(call);
}
