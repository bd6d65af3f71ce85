/* GET /api/admin/support/csat/surveys: the surveys of which figures are made, with what was
 * written.
 */
#include "csat/csat.h"

#include "paging.h"
#include "pg/db.h"
#include "sql_csat.h"
#include "survey_json.h"

/* A page is bounded by its bytes as well. */
enum { PAGE_BYTES_MOST = 256 * 1024 };

static struct next answer_page(struct call *call, const struct sql_answer *answer)
{
	size_t most = (size_t)call->csat->most, count = 0;
	struct text next = TEXT_ABSENT;
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "items");
	json_open_array(&writer);
	while (count < answer->row_count && count < most &&
		(count == 0 || writer.size < PAGE_BYTES_MOST)) {
		struct sql_csat_survey_list_row row = sql_csat_survey_list_row(answer, count++);
		json_put_raw(&writer, survey_json(call, row.survey_id, row.survey, row.feedback));
		next = row.place;
	}
	json_close_array(&writer);
	if (count < answer->row_count) {
		json_put_name(&writer, "next");
		json_put_text(&writer, next);
	}
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next read_page(struct call *call)
{
	const struct csat_work *work = call->csat;
	const struct csat_filter *filter = &work->filter;
	return sql_csat_survey_list(call, answer_page, filter->by, filter->first, filter->last,
		filter->agent, filter->team, filter->channel, filter->tag, filter->ratings,
		filter->is_answered, work->cursor, work->most);
}

struct next csat_survey_list(struct call *call)
{
	struct csat_work *work = csat_work(call);
	if (!paging_cursor(call, &work->cursor))
		return paging_refuse(call);
	work->most = paging_most(call);
	return csat_ask_range(call, read_page);
}
