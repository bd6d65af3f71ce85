/* Members of tickets and comments, each taken by a row of a table. */
#include "tickets/ticket_input.h"

#include "base/characters.h"
#include "base/date.h"
#include "base/email.h"
#include "base/phone.h"
#include "base/typed.h"
#include "call/who.h"
#include "changes.h"

enum { DAY_SIZE = 10 };

/* --- values ----------------------------------------------------------------------------------- */
/* null takes away what there was. */
static bool take_null(const struct json *value, struct json_writer *writer)
{
	if (!json_is_null(value))
		return false;
	json_put_text(writer, TEXT_ABSENT);
	return true;
}

static const char *take_name(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	return take_null(value, writer) ? NULL : change_take_name(arena, member, value, writer);
}

static const char *take_id(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct uuid id;
	if (take_null(value, writer))
		return NULL;
	if (!json_uuid(value, &id))
		return "must be an id, or null";
	json_put_uuid(writer, id);
	return NULL;
}

static const char *take_moment(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text moment;
	if (take_null(value, writer))
		return NULL;
	if (!json_text(value, &moment) || moment.size <= DAY_SIZE || !date_is_valid(moment))
		return "must be a moment with its zone, as 2026-11-30T12:00:00Z, or null";
	json_put_text(writer, moment);
	return NULL;
}

static const char *take_email(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	struct text address;
	if (take_null(value, writer))
		return NULL;
	if (!json_text(value, &address) || !email_is_address(address))
		return "must be an e-mail address, or null";
	json_put_text(writer, address);
	return NULL;
}

static const char *take_phone(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	char number[PHONE_SIZE_MAX + 1];
	struct text typed = TEXT_ABSENT;
	if (take_null(value, writer))
		return NULL;
	if (!json_text(value, &typed) || phone_read(typed, number) != ERR_NONE)
		return "must be a number with its country's code, as +493012345678, or null";
	json_put_text(writer, text_from(number));
	return NULL;
}

static const char *take_tags(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > TICKET_TAGS_MOST)
		return "must be a list of up to 20 tags";
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		struct text tag;
		if (!json_text(json_element(value, i), &tag) || tag.size > TICKET_TAG_MOST)
			return "must be a list of texts of up to 50 bytes";
		tag = text_trim(tag, TEXT(" "));
		const char *fault = typed_take(arena, TYPED_NAME, &tag);
		if (fault)
			return arena_string(arena, "has a tag that %s", fault);
		json_put_text(writer, tag);
	}
	json_close_array(writer);
	return NULL;
}

/* A field's value: whether the field takes it is PostgreSQL's to say, who knows the fields. */
static const char *take_field(
	struct arena *arena, const struct json *value, struct json_writer *writer)
{
	struct text text;
	double number;
	bool is_true;
	if (take_null(value, writer))
		return NULL;
	if (json_text(value, &text) && text.size <= TICKET_FIELD_MOST) {
		const char *fault = typed_take(arena, TYPED_LINE, &text);
		json_put_text(writer, text);
		return fault;
	}
	if (json_number(value, &number))
		json_put_number(writer, number);
	else if (json_bool(value, &is_true))
		json_put_bool(writer, is_true);
	else
		return "must be a text of up to 1000 bytes, a number, true, false or null";
	return NULL;
}

static const char *take_fields(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	if (!json_is_object(value) || json_member_count(value) > TICKET_FIELDS_MOST)
		return "must be an object of up to 50 fields";
	json_open_object(writer);
	for (size_t i = 0; i < json_member_count(value); i++) {
		struct text name;
		const struct json *one = json_member_at(value, i, &name);
		if (text_has_control(name) || name.size > TICKET_SUBJECT_MOST)
			return "has a name that no field has";
		json_put_name(writer, name.data);
		const char *fault = take_field(arena, one, writer);
		if (fault)
			return arena_string(arena, "has a value that %s", fault);
	}
	json_close_object(writer);
	return NULL;
}

/* --- tables ----------------------------------------------------------------------------------- */
static const char *const statuses[] = {"open", "pending", "snoozed", "resolved", "closed", NULL};
static const char *const priorities[] = {"low", "normal", "high", "urgent", NULL};

/* clang-format off */
static const struct change_member status_members[] = {
	{"status",       change_take_word, 0, 0, statuses},
	{"snoozedUntil", take_moment,      0, 0, NULL},
};

static const struct change_member members[] = {
	{"subject",         change_take_name, 1, TICKET_SUBJECT_MOST, NULL},
	{"priority",        change_take_word, 0, 0, priorities},
	{"assignedAgentId", take_id,          0, 0, NULL},
	{"teamId",          take_id,          0, 0, NULL},
	{"visitorId",       take_name,        1, SENDER_ID_SIZE, NULL},
	{"requesterName",   take_name,        1, NAME_SIZE_MAX, NULL},
	{"requesterEmail",  take_email,       0, 0, NULL},
	{"requesterPhone",  take_phone,       0, 0, NULL},
	{"tags",            take_tags,        0, 0, NULL},
	{"fields",          take_fields,      0, 0, NULL},
	{"status",          change_take_word, 0, 0, statuses},
	{"snoozedUntil",    take_moment,      0, 0, NULL},
};
/* clang-format on */
enum { MEMBERS = sizeof(members) / sizeof(*members), STATUS_MEMBERS = 2 };

/* --- requests --------------------------------------------------------------------------------- */
static const char *read_id(const struct json *body, struct ticket_input *input)
{
	const struct json *member = json_member(body, "id");
	input->has_id = member != NULL;
	return member && !json_uuid(member, &input->id) ? "id must be a UUID" : NULL;
}

static const char *read_content(
	struct arena *arena, const struct json *body, struct ticket_input *input)
{
	const struct json *is_public = json_member(body, "isPublic");
	if (!json_text(json_member(body, "content"), &input->content) ||
		input->content.size > TICKET_COMMENT_MOST)
		return "content must be a text of up to 16000 bytes";
	if (is_public && !json_bool(is_public, &input->is_public))
		return "isPublic must be true or false";
	const char *fault = typed_take(arena, TYPED_LINES, &input->content);
	if (fault)
		return arena_string(arena, "content %s", fault);
	return characters_show(input->content)
		       ? NULL
		       : "content must have something in it that can be seen";
}

const char *ticket_input_new(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input)
{
	struct ticket_input input = {.content = TEXT_ABSENT};
	const char *fault = read_id(body, &input);
	if (!fault)
		fault = changes_read(arena, body, members, MEMBERS - STATUS_MEMBERS, &input.given);
	if (!fault && !json_member(body, "subject"))
		fault = "subject must be a text of up to 255 bytes";
	if (!fault && json_member(body, "content"))
		fault = read_content(arena, body, &input);
	if (!fault)
		*ret_input = input;
	return fault;
}

const char *ticket_input_changes(
	struct arena *arena, const struct json *changes, struct text *ret_given)
{
	if (!json_is_object(changes) || json_member_count(changes) == 0)
		return "changes must be an object of what is to change";
	return changes_read(arena, changes, members, MEMBERS, ret_given);
}

const char *ticket_input_change(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input)
{
	struct ticket_input input = {.content = TEXT_ABSENT};
	if (!json_int64(json_member(body, "version"), &input.version) || input.version < 1)
		return "version must be that of the ticket as it was read";
	const char *fault = changes_read(arena, body, members, MEMBERS, &input.given);
	if (!fault)
		*ret_input = input;
	return fault;
}

const char *ticket_input_comment(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input)
{
	struct ticket_input input = {.content = TEXT_ABSENT};
	const char *fault = read_id(body, &input);
	if (!fault)
		fault = changes_read(arena, body, status_members, STATUS_MEMBERS, &input.given);
	if (!fault)
		fault = read_content(arena, body, &input);
	if (!fault && !json_member(body, "isPublic"))
		fault = "isPublic must be true or false";
	if (!fault)
		*ret_input = input;
	return fault;
}

const char *ticket_input_subject(
	struct arena *arena, const struct json *body, struct text *ret_subject)
{
	struct text subject = TEXT_ABSENT;
	const struct json *member = json_member(body, "subject");
	if (!member || json_is_null(member)) {
		*ret_subject = subject;
		return NULL;
	}
	if (!json_text(member, &subject) || subject.size > TICKET_SUBJECT_MOST)
		return "subject must be a text of up to 255 bytes";
	const char *fault = typed_take(arena, TYPED_NAME, &subject);
	if (fault)
		return arena_string(arena, "subject %s", fault);
	*ret_subject = subject;
	return NULL;
}
