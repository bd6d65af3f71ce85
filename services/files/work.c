/* What the handlers of files share. */
#include <string.h>

#include "call/tenant.h"
#include "crypto/keyring.h"
#include "files/files.h"
#include "refusal.h"
#include "sql_files.h"

/* clang-format off */
static const struct refusal refusals[] = {
	{"absent",      ERR_ABSENT,     NULL},
	{"conflict",    ERR_CONFLICT,   "This id is another file's"},
	{"off",         ERR_STATE,      "Files cannot be sent here"},
	{"large",       ERR_TOO_LARGE,  "The file is larger than may be sent here"},
	{"ended",       ERR_STATE,      "The chat has ended"},
	{"many",        ERR_STATE,      "This chat has as many files as it may have"},
	{"type",        ERR_MEDIA_TYPE, "Files of this kind are not taken here"},
	{"uploading",   ERR_STATE,      "The file has not come as a whole yet"},
	{"infected",    ERR_STATE,      "Malware was found in the file"},
	{"unscannable", ERR_STATE,      "The scanner cannot look through the file"},
	{"removed",     ERR_STATE,      "The file was removed"},
	{0},
};
/* clang-format on */

struct next file_refuse(struct call *call, struct text outcome)
{
	return refuse_outcome(call, refusals, outcome);
}

struct files_work *files_work(struct call *call)
{
	if (!call->files) {
		call->files = ARENA_NEW(&call->arena, struct files_work);
		call->files->session_id = call_path_uuid(call, 0);
		call->files->file_id = call_path_uuid(call, 1);
		call->files->media_type = TEXT_ABSENT;
		call->files->status = 200;
	}
	return call->files;
}

struct text file_side(const struct call *call)
{
	return call->who.kind == WHO_VISITOR ? TEXT("visitor") : TEXT("agent");
}

struct text file_reader(struct call *call)
{
	char id[UUID_TEXT_SIZE + 1];
	if (call->who.kind == WHO_VISITOR)
		return text_from(call->who.visitor_id);
	uuid_format(call->who.agent_id, id);
	return arena_copy(&call->arena, text_from(id));
}

/* --- keys ------------------------------------------------------------------------------------- */
struct seal_place file_place(
	const struct call *call, struct text column, struct text sender_type, struct text sender_id)
{
	return (struct seal_place){
		.tenant_id = call->tenant->id,
		.table = TEXT("files"),
		.column = column,
		.session_id = call->files->session_id,
		.row_id = call->files->file_id,
		.sender_type = sender_type,
		.sender_id = sender_id,
	};
}

enum err file_unseal(struct call *call, const struct seal_place *place, struct text wrapped,
	struct text sealed, struct text *ret_plain)
{
	struct seal_key session;
	if (text_is_absent(wrapped) || text_is_absent(sealed))
		return ERR_UNREADABLE;
	enum err err = session_key_open(call->tenant->keys, place->session_id, wrapped, &session);
	if (err != ERR_NONE)
		return err;
	err = seal_open(&call->arena, &session, place, sealed, ret_plain);
	seal_key_wipe(&session);
	return err;
}

enum err file_key_open(struct call *call, const struct seal_place *place, struct text wrapped,
	struct text sealed, struct seal_key *ret_key)
{
	struct text secret;
	if (file_unseal(call, place, wrapped, sealed, &secret) != ERR_NONE ||
		secret.size != SEAL_KEY_SIZE)
		return ERR_UNREADABLE;
	*ret_key = (struct seal_key){.id = place->row_id};
	memcpy(ret_key->secret, secret.data, SEAL_KEY_SIZE);
	explicit_bzero((char *)secret.data, secret.size);
	return ERR_NONE;
}

/* --- pieces ----------------------------------------------------------------------------------- */
struct object_place file_piece_place(
	const struct tenant *tenant, struct uuid file_id, const struct file_piece *piece)
{
	return (struct object_place){
		.tenant_id = tenant->id,
		.file_id = file_id,
		.object_id = piece->object_id,
		.begins = piece->begins,
	};
}

bool file_pieces_read(struct call *call, const struct sql_answer *answer)
{
	struct files_work *work = call->files;
	int64_t size = 0;
	work->piece_count = answer->row_count;
	work->pieces = arena_array(&call->arena, answer->row_count + 1, sizeof(*work->pieces));
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_file_pieces_row row = sql_file_pieces_row(answer, i);
		work->pieces[i] =
			(struct file_piece){row.object_id, (uint64_t)row.begins, (size_t)row.size};
		size += row.size;
	}
	return size == work->size;
}

/* --- the answer ------------------------------------------------------------------------------- */
static struct next answer_file(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->item_count == 0)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer(call, call->files->status, answer->items[0]);
}

struct next file_answer(struct call *call)
{
	const struct files_work *work = call->files;
	return sql_file_get(call, answer_file, work->session_id, work->file_id, file_side(call),
		file_reader(call));
}
