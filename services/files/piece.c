/*
 * PUT …/files/{fileId}?offset=N: the next piece, as it is. It is stored first, under an id that is
 * new each time, and then written down where it is still the next: of two that came at once one is
 * a part of the file, and the other of nothing.
 */
#include <stdlib.h>

#include "call/parts.h"
#include "call/request.h"
#include "call/tenant.h"
#include "files/files.h"
#include "refusal.h"
#include "sql_files.h"
#include "store/store.h"

enum { RETRY_MS = 5000 };

static struct object_place place_of(const struct call *call)
{
	const struct files_work *work = call->files;
	const struct file_piece piece = {work->object_id, (uint64_t)work->begins, 0};
	return file_piece_place(call->tenant, work->file_id, &piece);
}

static struct next refuse_offset(struct call *call, int64_t received)
{
	return refuse_conflict(call, "The file goes on at another offset", "received",
		arena_printf(&call->arena, "%lld", (long long)received));
}

/* --- in order: what it is, the store, the statement ------------------------------------------- */
static struct next read_again(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return refuse_offset(call, sql_file_piece_plan_row(answer, 0).received);
}

static struct next ask_plan(struct call *call, sql_then then)
{
	const struct files_work *work = call->files;
	return sql_file_piece_plan(
		call, then, work->session_id, work->file_id, file_side(call), file_reader(call));
}

static struct next added(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_file_piece_add_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("offset")))
		return ask_plan(call, read_again);
	if (!text_equals(outcome, TEXT("done")) && !text_equals(outcome, TEXT("whole")))
		return file_refuse(call, outcome);
	return file_answer(call);
}

static struct next stored(struct call *call, enum err err)
{
	struct files_work *work = call->files;
	seal_key_wipe(&work->key);
	if (err == ERR_QUEUE_FULL)
		return call_fail_later(call, ERR_BUSY, "There is no room for files now", RETRY_MS);
	if (err != ERR_NONE)
		return call_fail_later(call, ERR_BUSY, "Files cannot be kept now", RETRY_MS);
	return sql_file_piece_add(call, added, work->file_id, work->begins,
		(int64_t)call->request->body.size, work->object_id, work->media_type);
}

static struct next store(struct call *call)
{
	const struct object_place place = place_of(call);
	return store_put(call, &place, &call->files->key, call->request->body, stored);
}

static struct next looked(struct call *call, enum err err, struct text media_type)
{
	if (err != ERR_NONE) {
		seal_key_wipe(&call->files->key);
		return call_fail_later(call, ERR_BUSY, NULL, RETRY_MS);
	}
	call->files->media_type = media_type;
	return store(call);
}

/* --- what is asked ---------------------------------------------------------------------------- */
static const char *judge(const struct files_work *work, size_t body, int64_t file_size)
{
	int64_t size = (int64_t)body;
	if (body == 0 || body > OBJECT_PLAIN_MOST)
		return "A piece has 1 to 1048576 bytes";
	if (work->begins + size > file_size)
		return "The file is longer than was said";
	if (work->begins + size < file_size && body < PIECE_LEAST)
		return "A piece has 65536 bytes at least, but for the last";
	return NULL;
}

static struct next planned(struct call *call, const struct sql_answer *answer)
{
	struct files_work *work = call->files;
	struct text body = call->request->body;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_file_piece_plan_row row = sql_file_piece_plan_row(answer, 0);
	const struct seal_place place =
		file_place(call, TEXT("key"), file_side(call), file_reader(call));
	if (row.received != work->begins || !text_equals(row.state, TEXT("uploading")))
		return refuse_offset(call, row.received);
	const char *fault = judge(work, body.size, row.size);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	enum err err = file_key_open(call, &place, row.wrapped, row.key, &work->key);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	work->object_id = uuid_random();
	return work->begins == 0 ? store_look(call, body, looked) : store(call);
}

struct next file_put(struct call *call)
{
	struct files_work *work = files_work(call);
	work->begins = call_query_int(call, "offset", -1, 0, FILE_SIZE_MOST);
	if (work->begins < 0)
		return call_fail(call, ERR_FIELD, "offset must say where the piece begins");
	return ask_plan(call, planned);
}
