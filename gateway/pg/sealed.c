/*
 * Opens what a statement read and splices the JSON. The plaintexts live in the call's arena only:
 * in its answer. A session's key is opened once for its run of rows and wiped.
 */
#include "pg/sealed.h"

#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "crypto/seal.h"

enum sealed_column {
	COLUMN_HEAD,
	COLUMN_SESSION,
	COLUMN_ROW,
	COLUMN_SENDER_TYPE,
	COLUMN_SENDER_ID,
	COLUMN_WRAPPED_KEY,
	COLUMN_SEALED,
	COLUMN_COUNT
};

/* The key of the last row, which is as a rule the next row's too. */
struct opened_key {
	struct text wrapped;
	struct uuid session_id;
	enum err err;
	struct seal_key key;
};

/* The sealed columns are the last ones. */
static struct text cell_text(const struct db_rows *rows, size_t row, enum sealed_column column)
{
	return db_rows_text(rows, row, rows->column_count - COLUMN_COUNT + column);
}

static struct uuid cell_uuid(const struct db_rows *rows, size_t row, enum sealed_column column)
{
	struct text cell = cell_text(rows, row, column);
	struct uuid uuid = {{0}};
	if (cell.size == sizeof(uuid.bytes))
		memcpy(uuid.bytes, cell.data, sizeof(uuid.bytes));
	return uuid;
}

static void open_key(
	struct call *call, struct opened_key *opened, struct text wrapped, struct uuid session_id)
{
	bool is_same = !text_is_absent(opened->wrapped) && !text_is_absent(wrapped) &&
		       text_equals(opened->wrapped, wrapped) &&
		       uuid_equals(opened->session_id, session_id);
	if (is_same)
		return;
	seal_key_wipe(&opened->key);
	opened->wrapped = wrapped;
	opened->session_id = session_id;
	opened->err =
		text_is_absent(wrapped) || !call->tenant->keys
			? ERR_UNREADABLE
			: session_key_open(call->tenant->keys, session_id, wrapped, &opened->key);
}

static enum err open_row(struct call *call, const struct sql_statement *statement,
	const struct db_rows *rows, size_t row, struct opened_key *opened, struct text *ret_plain)
{
	const struct seal_place place = {
		.tenant_id = call->tenant->id,
		.table = text_from(statement->sealed_table),
		.column = text_from(statement->sealed_column),
		.session_id = cell_uuid(rows, row, COLUMN_SESSION),
		.row_id = cell_uuid(rows, row, COLUMN_ROW),
		.sender_type = cell_text(rows, row, COLUMN_SENDER_TYPE),
		.sender_id = cell_text(rows, row, COLUMN_SENDER_ID),
	};
	open_key(call, opened, cell_text(rows, row, COLUMN_WRAPPED_KEY), place.session_id);
	if (opened->err != ERR_NONE)
		return opened->err;
	struct text sealed = cell_text(rows, row, COLUMN_SEALED);
	return seal_open(&call->arena, &opened->key, &place, sealed, ret_plain);
}

/* The head without its closing brace, so that a member can follow. */
static struct text head_of(const struct db_rows *rows, size_t row)
{
	struct text head = cell_text(rows, row, COLUMN_HEAD);
	while (head.size > 0 && head.data[head.size - 1] != '}')
		head.size--;
	return head.size > 0 ? (struct text){head.data, head.size - 1} : TEXT("{");
}

static bool has_members(struct text head)
{
	return memchr(head.data, '"', head.size) != NULL;
}

static void put_item(struct json_writer *writer, const char *member, struct text head, enum err err,
	struct text plain)
{
	enum { OTHERS_MOST = 64 }; /* the names, quotes and brackets */
	json_make_room(writer, head.size + plain.size + OTHERS_MOST);
	json_put_raw(writer, head);
	writer->needs_comma = has_members(head);
	json_put_name(writer, member);
	if (err == ERR_NONE) {
		json_put_text(writer, plain);
	} else {
		json_put_raw(writer, TEXT("null"));
		json_put_name(writer, "unreadable");
		json_put_bool(writer, true);
	}
	json_close_object(writer);
}

static void note_unreadable(
	struct call *call, const struct sql_statement *statement, struct uuid id)
{
	metric_add(call->parts->env.metrics, METRIC_UNREADABLE, 1);
	log_say(call->parts->env.log, LOG_ERROR, "a sealed value could not be opened",
		LOG_F_WORD("table", statement->sealed_table),
		LOG_F_UUID("tenant", call->tenant->id), LOG_F_UUID("row", id));
}

static struct text open_item(struct call *call, const struct sql_statement *statement,
	const struct db_rows *rows, size_t row, struct opened_key *opened)
{
	struct text plain = TEXT_ABSENT;
	struct json_writer writer;
	enum err err = open_row(call, statement, rows, row, opened, &plain);
	if (err != ERR_NONE)
		note_unreadable(call, statement, cell_uuid(rows, row, COLUMN_ROW));
	json_writer_init(&writer, &call->arena);
	put_item(&writer, statement->sealed_column, head_of(rows, row), err, plain);
	return json_writer_text(&writer);
}

void db_sealed_open(struct call *call, const struct sql_statement *statement,
	const struct db_rows *rows, size_t first, struct sql_answer *ret_answer)
{
	struct opened_key opened = {.wrapped = TEXT_ABSENT, .err = ERR_UNREADABLE};
	if (rows->row_count <= first || rows->column_count < COLUMN_COUNT)
		return;
	size_t count = rows->row_count - first;
	struct text *items = arena_array(&call->arena, count, sizeof(*items));
	for (size_t i = 0; i < count; i++)
		items[i] = open_item(call, statement, rows, first + i, &opened);
	seal_key_wipe(&opened.key);
	ret_answer->items = items;
	ret_answer->item_count = count;
}
