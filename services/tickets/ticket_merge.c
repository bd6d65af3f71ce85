/* POST …/tickets/{ticketId}/merge: two tickets that are one. POST …/tickets/bulk: many tickets that
 * are changed alike, each where it stands at its version. */
#include "sql_tickets.h"
#include "tickets/tickets.h"
#include "told.h"

enum { TICKETS_MOST = 100 };

/* --- merging ---------------------------------------------------------------------------------- */
static struct next merged(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_ticket_merge_row row = sql_ticket_merge_row(answer, 0);
	if (text_equals(row.outcome, TEXT("done")))
		ticket_tell_changed(call, row.merged_digest);
	return ticket_answer(call, row.outcome, row.ticket, row.digest, 200);
}

struct next ticket_merge(struct call *call)
{
	int64_t version, other_version;
	struct uuid other_id;
	if (!json_int64(json_member(call->body, "version"), &version))
		return call_fail(
			call, ERR_FIELD, "version must be that of the ticket as it was read");
	if (!json_uuid(json_member(call->body, "intoId"), &other_id))
		return call_fail(call, ERR_FIELD, "intoId must be another ticket's id");
	if (!json_int64(json_member(call->body, "intoVersion"), &other_version))
		return call_fail(call, ERR_FIELD,
			"intoVersion must be that of the other ticket as it was read");
	return sql_ticket_merge(call, merged, call_path_uuid(call, 0), version, other_id,
		other_version, call->who.agent_id);
}

/* --- many at once ----------------------------------------------------------------------------- */
static struct next changed(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "items");
	json_open_array(&writer);
	for (size_t i = 0; i < answer->row_count; i++) {
		struct sql_tickets_change_row row = sql_tickets_change_row(answer, i);
		ticket_tell_changed(call, row.digest);
		json_put_raw(&writer, row.item);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

struct wanted {
	struct text ids[TICKETS_MOST], versions[TICKETS_MOST];
	size_t count;
};

static bool is_named_before(const struct wanted *wanted, struct text id)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (text_equals(wanted->ids[i], id))
			return true;
	return false;
}

static const char *read_tickets(struct call *call, struct wanted *wanted)
{
	const struct json *list = json_member(call->body, "tickets");
	size_t count = json_count(list);
	if (count < 1 || count > TICKETS_MOST)
		return "tickets must be a list of 1 to 100 tickets";
	for (; wanted->count < count; wanted->count++) {
		const struct json *one = json_element(list, wanted->count);
		struct uuid id;
		int64_t version;
		char text[UUID_TEXT_SIZE + 1];
		if (!json_uuid(json_member(one, "id"), &id) ||
			!json_int64(json_member(one, "version"), &version))
			return "tickets must be a list of tickets, each with id and version";
		uuid_format(id, text);
		if (is_named_before(wanted, text_from(text)))
			return "tickets must name each ticket once";
		wanted->ids[wanted->count] = arena_copy(&call->arena, text_from(text));
		wanted->versions[wanted->count] =
			arena_printf(&call->arena, "%lld", (long long)version);
	}
	return NULL;
}

struct next ticket_change_many(struct call *call)
{
	struct wanted *wanted = ARENA_NEW(&call->arena, struct wanted);
	struct text given;
	const char *fault = read_tickets(call, wanted);
	if (!fault)
		fault = ticket_input_changes(
			&call->arena, json_member(call->body, "changes"), &given);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_tickets_change(call, changed, wanted->ids, wanted->count, wanted->versions,
		wanted->count, ticket_author(call), call->who.role >= ROLE_ADMIN, given);
}
