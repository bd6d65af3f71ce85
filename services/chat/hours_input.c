/* BusinessHours, day by day and holiday by holiday. A member that has no meaning is refused: hours
 * of "monday" would be none. */
#include "hours_input.h"

#include "base/date.h"

enum { TIME_SIZE = 5 /* "09:00" */, DATE_SIZE = 10 /* "2026-12-25" */ };

static bool is_one_of(struct text name, const char *const *names)
{
	while (*names && !text_equals(name, text_from(*names)))
		names++;
	return *names != NULL;
}

static bool has_others(const struct json *object, const char *const *names)
{
	for (size_t i = 0; i < json_member_count(object); i++) {
		struct text name;
		(void)json_member_at(object, i, &name);
		if (!is_one_of(name, names))
			return true;
	}
	return false;
}

/* --- spans -------------------------------------------------------------------------------- */
static bool is_digit(char c, char most)
{
	return c >= '0' && c <= most;
}

/* "00:00" to "23:59". */
static bool is_time(struct text time)
{
	return time.size == TIME_SIZE && is_digit(time.data[0], '2') &&
	       is_digit(time.data[1], time.data[0] == '2' ? '3' : '9') && time.data[2] == ':' &&
	       is_digit(time.data[3], '5') && is_digit(time.data[4], '9');
}

static const char *take_span(const struct json *value, struct json_writer *writer)
{
	static const char *const names[] = {"start", "end", NULL};
	struct text start = TEXT_ABSENT, end = TEXT_ABSENT;
	if (!json_is_object(value) || has_others(value, names))
		return "a span that is not of start and end";
	if (!json_text(json_member(value, "start"), &start) || !is_time(start))
		return "a start that is not from 00:00 to 23:59";
	if (!json_text(json_member(value, "end"), &end) ||
		(!is_time(end) && !text_equals(end, TEXT("24:00"))))
		return "an end that is not from 00:00 to 24:00";
	json_open_object(writer);
	json_put_name(writer, "start");
	json_put_text(writer, start);
	json_put_name(writer, "end");
	json_put_text(writer, end);
	json_close_object(writer);
	return NULL;
}

static const char *take_spans(
	struct arena *arena, const struct json *value, struct json_writer *writer)
{
	const char *fault = NULL;
	if (!json_is_array(value) || json_count(value) > HOURS_SPANS_MAX)
		return arena_string(arena, "what is no list of up to %d spans", HOURS_SPANS_MAX);
	json_open_array(writer);
	for (size_t i = 0; !fault && i < json_count(value); i++)
		fault = take_span(json_element(value, i), writer);
	json_close_array(writer);
	return fault;
}

static const char *take_day(
	struct arena *arena, const char *day, const struct json *value, struct json_writer *writer)
{
	const char *fault;
	json_put_name(writer, day);
	if (json_is_object(value)) {
		json_open_array(writer);
		fault = take_span(value, writer);
		json_close_array(writer);
	} else {
		fault = take_spans(arena, value, writer);
	}
	return fault ? arena_string(arena, "has at %s %s", day, fault) : NULL;
}

/* --- holidays ----------------------------------------------------------------------------- */
static bool is_date(struct text date)
{
	return date.size == DATE_SIZE && date_is_valid(date);
}

static bool has_before(const struct json *holidays, size_t count, struct text date)
{
	for (size_t i = 0; i < count; i++) {
		struct text other = TEXT_ABSENT;
		(void)json_text(json_member(json_element(holidays, i), "date"), &other);
		if (text_equals(other, date))
			return true;
	}
	return false;
}

static const char *take_holiday(
	struct arena *arena, const struct json *value, struct text date, struct json_writer *writer)
{
	static const char *const names[] = {"date", "name", "spans", NULL};
	const struct change_member name = {.least = 1, .most = HOLIDAY_NAME_SIZE_MAX};
	const struct json *spans = json_member(value, "spans");
	const char *fault;
	if (has_others(value, names))
		return "a member that is neither date, name nor spans";
	json_open_object(writer);
	json_put_name(writer, "date");
	json_put_text(writer, date);
	json_put_name(writer, "name");
	fault = change_take_name(arena, &name, json_member(value, "name"), writer);
	if (fault)
		return arena_string(arena, "a name that %s", fault);
	if (spans) {
		json_put_name(writer, "spans");
		fault = take_spans(arena, spans, writer);
	}
	json_close_object(writer);
	return fault;
}

static const char *take_holidays(
	struct arena *arena, const struct json *value, struct json_writer *writer)
{
	if (!json_is_array(value) || json_count(value) > HOURS_HOLIDAYS_MAX)
		return arena_string(
			arena, "must have a list of up to %d holidays", HOURS_HOLIDAYS_MAX);
	json_put_name(writer, "holidays");
	json_open_array(writer);
	for (size_t i = 0; i < json_count(value); i++) {
		const struct json *holiday = json_element(value, i);
		struct text date = TEXT_ABSENT;
		if (!json_text(json_member(holiday, "date"), &date) || !is_date(date))
			return "has a holiday without a date, as 2026-12-25";
		if (has_before(value, i, date))
			return arena_string(arena, "has %.*s twice", TEXT_ARG(date));
		const char *fault = take_holiday(arena, holiday, date, writer);
		if (fault)
			return arena_string(arena, "has at %.*s %s", TEXT_ARG(date), fault);
	}
	json_close_array(writer);
	return NULL;
}

/* --- all of it ---------------------------------------------------------------------------- */
static const char *const members[] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun", "holidays", NULL};

const char *hours_input_take(struct arena *arena, const struct change_member *member,
	const struct json *value, struct json_writer *writer)
{
	const char *fault = NULL;
	if (!json_is_object(value))
		return "must be an object of days";
	if (has_others(value, members))
		return "has a member that is neither mon, tue, wed, thu, fri, sat, sun nor "
		       "holidays";
	json_open_object(writer);
	for (const char *const *name = members; *name && !fault; name++) {
		const struct json *given = json_member(value, *name);
		if (given && name[1])
			fault = take_day(arena, *name, given, writer);
		else if (given)
			fault = take_holidays(arena, given, writer);
	}
	json_close_object(writer);
	return fault;
}
