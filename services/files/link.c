/*
 * POST …/files/{fileId}/link gives a link to a file that is clean, good for five minutes: the
 * tenant, the file, and when it was made, signed. GET /files/{token} needs nothing else.
 */
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/stamp.h"
#include "files/download.h"
#include "files/files.h"
#include "net/site.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "scan/scan.h"
#include "sql_files.h"

enum {
	GOOD_MS = 300000,
	RETRY_MS = 2000,
	ID_DIGITS = 32,
	TOKEN_DIGITS = 2 * ID_DIGITS + STAMP_SIZE
};

/* --- a link ----------------------------------------------------------------------------------- */
static void write_digits(struct uuid id, char ret_digits[ID_DIGITS + 1])
{
	char text[UUID_TEXT_SIZE + 1];
	size_t size = 0;
	uuid_format(id, text);
	for (const char *at = text; *at; at++)
		if (*at != '-')
			ret_digits[size++] = *at;
	ret_digits[size] = '\0';
}

static bool read_digits(struct text digits, struct uuid *ret_id)
{
	static const size_t hyphens[] = {8, 12, 16, 20};
	char text[UUID_TEXT_SIZE + 1];
	size_t size = 0, next = 0;
	for (size_t i = 0; i < digits.size; i++) {
		if (next < sizeof(hyphens) / sizeof(*hyphens) && i == hyphens[next]) {
			text[size++] = '-';
			next++;
		}
		text[size++] = digits.data[i];
	}
	return uuid_parse((struct text){text, size}, ret_id);
}

static struct text subject_of(struct call *call)
{
	char *digits = arena_alloc(&call->arena, ID_DIGITS + 1);
	write_digits(call->files->file_id, digits);
	return (struct text){digits, ID_DIGITS};
}

static struct text write_link(struct call *call, int64_t now_ms)
{
	const struct stamp stamp = {.made_ms = now_ms};
	char tenant[ID_DIGITS + 1], text[STAMP_SIZE + 1];
	struct text file = subject_of(call);
	write_digits(call->tenant->id, tenant);
	stamp_write(call->tenant->keys, file, &stamp, text);
	return arena_printf(&call->arena, "%.*s/files/%s%.*s%s",
		TEXT_ARG(call->parts->site->origin), tenant, TEXT_ARG(file), text);
}

static struct next given(struct call *call, const struct sql_answer *answer)
{
	int64_t now_ms = db_time_us(call->parts->db) / 1000;
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text outcome = sql_file_give_row(answer, 0).outcome;
	if (text_equals(outcome, TEXT("again")) || text_equals(outcome, TEXT("scanning")))
		return call_fail_later(
			call, ERR_BUSY, "The file is being looked through", RETRY_MS);
	if (!text_equals(outcome, TEXT("done")))
		return file_refuse(call, outcome);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "url");
	json_put_text(&writer, write_link(call, now_ms));
	json_put_name(&writer, "expiresAt");
	json_put_time(&writer, (now_ms + GOOD_MS) * 1000);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

struct next file_link(struct call *call)
{
	const struct files_work *work = files_work(call);
	return sql_file_give(call, given, work->session_id, work->file_id, file_side(call),
		file_reader(call), scan_signatures(call->parts->scan));
}

/* --- what it leads to ------------------------------------------------------------------------- */
static struct next found_pieces(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE && file_pieces_read(call, answer))
		return download_begin(call);
	seal_key_wipe(&call->files->key);
	return call_fail(call, answer->err != ERR_NONE ? answer->err : ERR_ABSENT, NULL);
}

static struct next opened(struct call *call, const struct sql_answer *answer)
{
	struct files_work *work = call->files;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_file_open_row row = sql_file_open_row(answer, 0);
	if (!text_equals(row.state, TEXT("clean")))
		return call_fail(call, ERR_ABSENT, NULL);
	work->session_id = row.session_id;
	work->size = row.size;
	const struct seal_place key = file_place(call, TEXT("key"), row.sender_type, row.sender_id);
	const struct seal_place name =
		file_place(call, TEXT("name"), row.sender_type, row.sender_id);
	enum err err = file_key_open(call, &key, row.wrapped, row.key, &work->key);
	if (err == ERR_NONE)
		err = file_unseal(call, &name, row.wrapped, row.name, &work->name);
	if (err != ERR_NONE) {
		seal_key_wipe(&work->key);
		return call_fail(call, err, NULL);
	}
	return sql_file_pieces(call, found_pieces, work->file_id);
}

static bool is_good(struct call *call, struct text signature)
{
	struct stamp stamp;
	int64_t now_ms = db_time_us(call->parts->db) / 1000;
	return stamp_read(call->tenant->keys, subject_of(call), signature, &stamp) &&
	       now_ms < stamp.made_ms + GOOD_MS;
}

static struct next entered(struct call *call, enum err err)
{
	struct text token = call_path_end(call);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!is_good(call, (struct text){token.data + (size_t)2 * ID_DIGITS, STAMP_SIZE}))
		return call_fail(call, ERR_ABSENT, NULL);
	return sql_file_open(call, opened, call->files->file_id);
}

struct next file_fetch(struct call *call)
{
	struct text token = call_path_end(call);
	struct uuid tenant_id;
	call->files = ARENA_NEW(&call->arena, struct files_work);
	if (token.size != TOKEN_DIGITS ||
		!read_digits((struct text){token.data, ID_DIGITS}, &tenant_id) ||
		!read_digits(
			(struct text){token.data + ID_DIGITS, ID_DIGITS}, &call->files->file_id))
		return call_fail(call, ERR_ABSENT, NULL);
	return tenant_enter(call, tenant_id, entered);
}
