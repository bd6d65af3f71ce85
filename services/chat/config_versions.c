/* /api/admin/support/chat/config/versions: what the configuration was, and back to it. */
#include "session.h"

#include "config_change.h"
#include "config_input.h"
#include "paging.h"
#include "pg/db.h"
#include "sql_chat.h"

static bool read_version(struct text text, int64_t *ret_version)
{
	uint64_t version;
	if (!text_to_uint64(text, &version) || version > INT64_MAX)
		return false;
	*ret_version = (int64_t)version;
	return true;
}

struct next widget_versions_list(struct call *call)
{
	struct text cursor = call_query(call, "after");
	int64_t before;
	if (text_is_absent(cursor))
		return sql_chat_widget_versions(call, db_answer_json, NULL, paging_most(call));
	if (!read_version(cursor, &before))
		return paging_refuse(call);
	return sql_chat_widget_versions(call, db_answer_json, &before, paging_most(call));
}

static struct next returned(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_chat_widget_version_return_row row =
		sql_chat_widget_version_return_row(answer, 0);
	if (!row.is_known)
		return call_fail(call, ERR_ABSENT, NULL);
	return config_changed(call, row.has_version, row.version, row.is_changed);
}

struct next widget_version_return(struct call *call)
{
	struct text updated_at;
	int64_t version;
	const char *fault = config_input_read_seen(call->body, &updated_at);
	if (!read_version(call_path_end(call), &version))
		return call_fail(call, ERR_ABSENT, NULL);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_chat_widget_version_return(
		call, returned, call->who.agent_id, updated_at, version);
}
