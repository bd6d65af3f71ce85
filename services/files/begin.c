/* POST …/files: a file is begun, with its name and its size, and where there is a scanner alone. */
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "files/file_name.h"
#include "files/files.h"
#include "scan/scan.h"
#include "sql_files.h"
#include "store/store.h"

enum { NAME_TYPED_MOST = 4096, RETRY_MS = 30000 };

static const char *read_body(struct call *call, struct files_work *work)
{
	struct text typed;
	if (!json_uuid(json_member(call->body, "id"), &work->file_id))
		return "id must be a UUID";
	if (!json_text(json_member(call->body, "name"), &typed) || typed.size > NAME_TYPED_MOST)
		return "name must be a text of up to 4096 bytes";
	if (!json_int64(json_member(call->body, "size"), &work->size) || work->size < 1 ||
		work->size > FILE_SIZE_MOST)
		return "size must be a whole number from 1 to 100000000";
	work->name = file_name_clean(&call->arena, typed);
	return NULL;
}

/* --- in order: the session's key, the statement, the answer ----------------------------------- */
static struct next begun(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_file_begin_row(answer, 0).outcome;
	bool is_new = text_equals(outcome, TEXT("done"));
	if (!is_new && !text_equals(outcome, TEXT("known")))
		return file_refuse(call, outcome);
	call->files->status = is_new ? 201 : 200;
	return file_answer(call);
}

/* The name and a key of its own, sealed under the session's. */
static enum err seal_both(
	struct call *call, struct text wrapped, struct text *ret_name, struct text *ret_key)
{
	struct files_work *work = call->files;
	struct seal_key session, own;
	struct text side = file_side(call), sender = file_reader(call);
	const struct seal_place name = file_place(call, TEXT("name"), side, sender);
	const struct seal_place key = file_place(call, TEXT("key"), side, sender);
	if (text_is_absent(wrapped))
		return ERR_UNREADABLE;
	enum err err = session_key_open(call->tenant->keys, work->session_id, wrapped, &session);
	if (err != ERR_NONE)
		return err;
	seal_key_make(&own);
	*ret_name = seal(&call->arena, &session, &name, work->name);
	*ret_key = seal(&call->arena, &session, &key,
		(struct text){(const char *)own.secret, SEAL_KEY_SIZE});
	seal_key_wipe(&own);
	seal_key_wipe(&session);
	return ERR_NONE;
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	const struct files_work *work = call->files;
	struct text name, key;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	enum err err = seal_both(call, sql_file_session_row(answer, 0).wrapped, &name, &key);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_file_begin(call, begun, work->session_id, work->file_id, file_side(call),
		file_reader(call), name, key, work->size);
}

/* Nothing is taken that could not be looked through. */
static struct next refuse_without_scanner(struct call *call, enum scan_state state)
{
	const char *hindrance = scan_hindrance(state);
	if (state == SCAN_UNSET)
		return call_fail(call, ERR_STATE, hindrance);
	return call_fail_later(call, ERR_BUSY, hindrance, RETRY_MS);
}

struct next file_begin(struct call *call)
{
	struct files_work *work = files_work(call);
	enum scan_state state = scan_state(call->parts->scan);
	const char *fault = read_body(call, work);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (!store_is_set(call->parts->store))
		return call_fail(
			call, ERR_STATE, "Files cannot be sent: there is no place for them");
	if (state != SCAN_READY)
		return refuse_without_scanner(call, state);
	uint64_t wait_ms = call_limit(call, LIMIT_FILE_SENDER, file_reader(call));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return sql_file_session(call, found, work->session_id, file_side(call), file_reader(call));
}
