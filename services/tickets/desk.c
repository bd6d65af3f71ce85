/* /api/admin/support/tickets/views, …/fields and …/settings: how a tenant's agents have their
 * tickets; and tags, of which who types one is reminded. */
#include "pg/db.h"
#include "sql_tickets.h"
#include "tickets/desk_input.h"
#include "tickets/tickets.h"

enum { TAG_MOST = 50 };

/* --- views ------------------------------------------------------------------------------------ */
static bool is_supervisor(const struct call *call)
{
	return call->who.role >= ROLE_SUPERVISOR;
}

struct next ticket_view_list(struct call *call)
{
	return sql_ticket_views(call, db_answer_json, call->who.agent_id);
}

static struct next view_made(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_view_make_row row = sql_ticket_view_make_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return call_fail(call, ERR_STATE, "There are 100 views: delete one first");
	return call_answer(call, 201, row.view);
}

struct next ticket_view_make(struct call *call)
{
	const struct json *shared = json_member(call->body, "isShared");
	bool is_shared = false;
	struct text given;
	const char *fault = ticket_view_read(&call->arena, call->body, true, &given);
	if (!fault && shared && !json_bool(shared, &is_shared))
		fault = "isShared must be true or false";
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (is_shared && !is_supervisor(call))
		return call_fail(call, ERR_DENIED, "Views of everybody's are supervisors' to make");
	return sql_ticket_view_make(call, view_made, call->who.agent_id, is_shared, given);
}

struct next ticket_view_change(struct call *call)
{
	struct text given;
	const char *fault = ticket_view_read(&call->arena, call->body, false, &given);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_view_change(call, db_answer_json, call_path_uuid(call, 0),
		call->who.agent_id, is_supervisor(call), given);
}

static struct next gone(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? call_answer_empty(call)
				       : call_fail(call, answer->err, NULL);
}

struct next ticket_view_delete(struct call *call)
{
	return sql_ticket_view_delete(
		call, gone, call_path_uuid(call, 0), call->who.agent_id, is_supervisor(call));
}

/* --- fields ----------------------------------------------------------------------------------- */
struct next ticket_field_list(struct call *call)
{
	return sql_ticket_fields(call, db_answer_json);
}

static struct next answer_field(
	struct call *call, struct text outcome, struct text field, int status)
{
	if (text_equals(outcome, TEXT("done")))
		return call_answer(call, status, field);
	if (text_equals(outcome, TEXT("taken")))
		return call_fail(call, ERR_CONFLICT, "Another field has this key");
	if (text_equals(outcome, TEXT("full")))
		return call_fail(call, ERR_STATE, "There are 50 fields: delete one first");
	if (text_equals(outcome, TEXT("choices")))
		return call_fail(call, ERR_FIELD,
			"choices must be given of the kind choice, and of no other");
	if (text_equals(outcome, TEXT("twice")))
		return call_fail(call, ERR_FIELD, "choices must each be another");
	return call_fail(call, ERR_ABSENT, NULL);
}

static struct next field_made(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_field_make_row row = sql_ticket_field_make_row(answer, 0);
	return answer_field(call, row.outcome, row.field, 201);
}

struct next ticket_field_make(struct call *call)
{
	struct text given;
	const char *fault = ticket_field_read(&call->arena, call->body, true, &given);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_field_make(call, field_made, call->who.agent_id, given);
}

static struct next field_changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_field_change_row row = sql_ticket_field_change_row(answer, 0);
	return answer_field(call, row.outcome, row.field, 200);
}

struct next ticket_field_change(struct call *call)
{
	struct text given;
	const char *fault = ticket_field_read(&call->arena, call->body, false, &given);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_field_change(
		call, field_changed, call_path_uuid(call, 0), call->who.agent_id, given);
}

static struct next field_deleted(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return sql_ticket_field_delete_row(answer, 0).is_done ? call_answer_empty(call)
							      : call_fail(call, ERR_ABSENT, NULL);
}

struct next ticket_field_delete(struct call *call)
{
	return sql_ticket_field_delete(
		call, field_deleted, call_path_uuid(call, 0), call->who.agent_id);
}

/* --- customers -------------------------------------------------------------------------------- */
struct next conversation_get(struct call *call)
{
	return sql_conversation_get(call, db_answer_json, call_path_uuid(call, 0),
		call->who.agent_id, is_supervisor(call));
}

/* --- settings, and tags ----------------------------------------------------------------------- */
struct next ticket_settings_get(struct call *call)
{
	return sql_ticket_settings(call, db_answer_json);
}

static struct next settings_changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!text_equals(sql_ticket_settings_change_row(answer, 0).outcome, TEXT("done")))
		return call_fail(call, ERR_CONFLICT, "Somebody else has changed them meanwhile");
	return ticket_settings_get(call);
}

struct next ticket_settings_change(struct call *call)
{
	struct text version, given;
	const char *fault = ticket_settings_read(&call->arena, call->body, &version, &given);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_ticket_settings_change(
		call, settings_changed, call->who.agent_id, version, given);
}

struct next ticket_tag_list(struct call *call)
{
	struct text typed = call_query(call, "q");
	if (typed.size > TAG_MOST)
		return call_fail(call, ERR_FIELD, "q must be up to 50 bytes");
	return sql_ticket_tags(call, db_answer_json, typed.size > 0 ? typed : TEXT(""));
}
