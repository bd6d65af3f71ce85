/* GET and DELETE of files: how they are, and that they go. */
#include "base/json.h"
#include "files/files.h"
#include "sql_files.h"

struct next file_get(struct call *call)
{
	(void)files_work(call);
	return file_answer(call);
}

/* --- all of a session ------------------------------------------------------------------------- */
static struct next listed(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "items");
	json_open_array(&writer);
	for (size_t i = 0; i < answer->item_count; i++)
		json_put_raw(&writer, answer->items[i]);
	json_close_array(&writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return sql_file_list(call, listed, call->files->session_id, file_side(call));
}

struct next file_list(struct call *call)
{
	const struct files_work *work = files_work(call);
	return sql_file_session(call, found, work->session_id, file_side(call), file_reader(call));
}

/* --- removing --------------------------------------------------------------------------------- */
static struct next removed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_file_remove_row(answer, 0).outcome;
	if (!text_equals(outcome, TEXT("done")) && !text_equals(outcome, TEXT("known")))
		return file_refuse(call, outcome);
	return file_answer(call);
}

struct next file_remove(struct call *call)
{
	const struct files_work *work = files_work(call);
	return sql_file_remove(
		call, removed, work->session_id, work->file_id, file_side(call), file_reader(call));
}
