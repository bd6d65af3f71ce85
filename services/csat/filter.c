/* A query, parameter by parameter. */
#include "csat/filter.h"

#include "base/date.h"
#include "base/typed.h"
#include "call/call.h"

enum { DAY_SIZE = 10, TAG_SIZE_MAX = 200, RATINGS_SIZE_MAX = 9 /* "1,2,3,4,5" */ };

/* Absent when it is missing or empty, as a form's field is. */
static struct text read_word(const struct call *call, const char *name)
{
	struct text word = call_query(call, name);
	return word.size > 0 ? word : TEXT_ABSENT;
}

static const char *read_day(
	const struct call *call, const char *name, const char *fault, struct text *ret_day)
{
	*ret_day = read_word(call, name);
	if (text_is_absent(*ret_day) || (ret_day->size == DAY_SIZE && date_is_valid(*ret_day)))
		return NULL;
	return fault;
}

static const char *read_id(
	struct call *call, const char *name, const char *fault, struct text *ret_id)
{
	struct text word = read_word(call, name);
	char id[UUID_TEXT_SIZE + 1];
	struct uuid uuid;
	*ret_id = TEXT_ABSENT;
	if (text_is_absent(word))
		return NULL;
	if (!uuid_parse(word, &uuid))
		return fault;
	uuid_format(uuid, id);
	*ret_id = arena_copy(&call->arena, text_from(id));
	return NULL;
}

static const char *read_choice(const struct call *call, const char *name,
	const char *const *choices, const char *fault, struct text *ret_word)
{
	*ret_word = read_word(call, name);
	if (text_is_absent(*ret_word))
		return NULL;
	for (; *choices; choices++)
		if (text_equals(*ret_word, text_from(*choices)))
			return NULL;
	return fault;
}

/* Digits of 1 to 5 with commas between them. */
static const char *read_ratings(const struct call *call, struct text *ret_ratings)
{
	struct text ratings = read_word(call, "rating");
	*ret_ratings = ratings;
	if (text_is_absent(ratings))
		return NULL;
	bool is_list = ratings.size <= RATINGS_SIZE_MAX && ratings.size % 2 == 1;
	for (size_t i = 0; i < ratings.size && is_list; i++)
		is_list = i % 2 == 1 ? ratings.data[i] == ','
				     : ratings.data[i] >= '1' && ratings.data[i] <= '5';
	return is_list ? NULL : "rating must be numbers from 1 to 5, as 1,2";
}

static const char *read_tag(struct call *call, struct text *ret_tag)
{
	*ret_tag = read_word(call, "tag");
	if (text_is_absent(*ret_tag))
		return NULL;
	if (ret_tag->size > TAG_SIZE_MAX || typed_take(&call->arena, TYPED_NAME, ret_tag) != NULL)
		return "tag must be one line of up to 200 bytes";
	return NULL;
}

static const char *read_kinds(struct call *call, struct csat_filter *filter)
{
	static const char *const channels[] = {"email", "sms", "in_app", NULL};
	static const char *const moments[] = {"sent", "responded", "unsent", NULL};
	static const char *const answers[] = {"true", "false", NULL};
	const char *fault = read_choice(call, "channel", channels,
		"channel must be email, sms or in_app", &filter->channel);
	if (!fault)
		fault = read_choice(
			call, "by", moments, "by must be sent, responded or unsent", &filter->by);
	if (!fault)
		fault = read_choice(call, "answered", answers, "answered must be true or false",
			&filter->is_answered);
	if (!fault)
		fault = read_ratings(call, &filter->ratings);
	if (text_is_absent(filter->by))
		filter->by = text_is_absent(filter->ratings) ? TEXT("sent") : TEXT("responded");
	return fault ? fault : read_tag(call, &filter->tag);
}

static bool sees_all(const struct call *call)
{
	return call->who.role >= ROLE_SUPERVISOR;
}

static struct text own_id(struct call *call)
{
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(call->who.agent_id, id);
	return arena_copy(&call->arena, text_from(id));
}

const char *csat_filter_read(struct call *call, struct csat_filter *ret_filter)
{
	const char *fault =
		read_day(call, "from", "from must be a day, as 2026-11-30", &ret_filter->first);
	if (!fault)
		fault = read_day(call, "to", "to must be a day, as 2026-11-30", &ret_filter->last);
	if (!fault)
		fault = read_id(call, "agent", "agent must be an agent's id", &ret_filter->agent);
	if (!fault)
		fault = read_id(call, "team", "team must be a team's id", &ret_filter->team);
	if (!fault)
		fault = read_kinds(call, ret_filter);
	if (!fault && text_is_absent(ret_filter->agent) && !sees_all(call))
		ret_filter->agent = own_id(call);
	return fault;
}

bool csat_filter_is_denied(const struct call *call, const struct csat_filter *filter)
{
	char id[UUID_TEXT_SIZE + 1];
	uuid_format(call->who.agent_id, id);
	return !sees_all(call) && !text_equals(filter->agent, text_from(id));
}
