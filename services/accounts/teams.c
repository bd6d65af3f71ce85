/* /api/admin/support/teams: teams of a tenant's agents, which admins make, change and delete. */
#include "accounts/accounts.h"

#include "base/typed.h"
#include "refusal.h"
#include "sql_accounts.h"

enum { TEAM_NAME_MOST = 100, MEMBERS_MOST = 500 };

struct team_wish {
	struct text name; /* absent: it is left out */
	bool has_members;
	struct text *member_ids; /* as UUIDs are written */
	size_t member_count;
};

static const struct refusal refusals[] = {
	{"absent", ERR_ABSENT, NULL},
	{"taken", ERR_CONFLICT, "Another team is called so"},
	{"members", ERR_FIELD, "memberIds must be agents of this tenant"},
	{"full", ERR_STATE, "There are 200 teams: delete one first"},
	{0},
};

/* --- in order: the statement, the answer ------------------------------------------------------ */
static struct next made(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_team_make_row row = sql_team_make_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse_outcome(call, refusals, row.outcome);
	return call_answer(call, 201, row.team);
}

static struct next changed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_team_change_row row = sql_team_change_row(answer, 0);
	if (!text_equals(row.outcome, TEXT("done")))
		return refuse_outcome(call, refusals, row.outcome);
	return call_answer(call, 200, row.team);
}

static struct next deleted(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_team_delete_row(answer, 0).is_done)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

/* --- what is asked for ------------------------------------------------------------------------ */
static const char *read_name(struct call *call, struct team_wish *wish)
{
	if (!json_member(call->body, "name"))
		return NULL;
	if (!json_text(json_member(call->body, "name"), &wish->name) ||
		wish->name.size > TEAM_NAME_MOST)
		return "name must be a text of up to 100 bytes";
	wish->name = text_trim(wish->name, TEXT(" "));
	const char *fault = typed_take(&call->arena, TYPED_NAME, &wish->name);
	return fault ? arena_string(&call->arena, "name %s", fault) : NULL;
}

static const char *read_members(struct call *call, struct team_wish *wish)
{
	const struct json *list = json_member(call->body, "memberIds");
	wish->has_members = list != NULL;
	wish->member_count = list ? json_count(list) : 0;
	if (list && (!json_is_array(list) || wish->member_count > MEMBERS_MOST))
		return "memberIds must be a list of up to 500 agents' ids";
	wish->member_ids = arena_array(&call->arena, wish->member_count, sizeof(struct text));
	for (size_t i = 0; i < wish->member_count; i++) {
		struct uuid id;
		char text[UUID_TEXT_SIZE + 1];
		if (!json_uuid(json_element(list, i), &id))
			return "memberIds must be a list of up to 500 agents' ids";
		uuid_format(id, text);
		wish->member_ids[i] = arena_copy(&call->arena, text_from(text));
	}
	return NULL;
}

static const char *read_wish(struct call *call, struct team_wish *ret_wish)
{
	*ret_wish = (struct team_wish){.name = TEXT_ABSENT};
	const char *fault = read_name(call, ret_wish);
	return fault ? fault : read_members(call, ret_wish);
}

struct next team_make(struct call *call)
{
	struct team_wish wish;
	const char *fault = read_wish(call, &wish);
	if (!fault && text_is_absent(wish.name))
		fault = "name must be a text of up to 100 bytes";
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_team_make(
		call, made, call->who.agent_id, wish.name, wish.member_ids, wish.member_count);
}

struct next team_change(struct call *call)
{
	struct team_wish wish;
	const char *fault = read_wish(call, &wish);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_team_change(call, changed, call_path_uuid(call, 0), call->who.agent_id,
		wish.name, wish.has_members, wish.member_ids, wish.member_count);
}

struct next team_delete(struct call *call)
{
	return sql_team_delete(call, deleted, call_path_uuid(call, 0), call->who.agent_id);
}

/* --- those that are there --------------------------------------------------------------------- */
struct next team_list(struct call *call)
{
	return sql_team_list(call, db_answer_json);
}

struct next team_get(struct call *call)
{
	return sql_team_get(call, db_answer_json, call_path_uuid(call, 0));
}
