/* Names are looked for one by one: a form has four. */
#include "rating/form.h"

#include "base/query.h"
#include "base/typed.h"

int form_rating(struct text text)
{
	uint64_t value;
	if (text.size != 1 || !text_to_uint64(text, &value) || value < RATING_LEAST ||
		value > RATING_MOST)
		return 0;
	return (int)value;
}

/* Whether a box was ticked, a button pressed, or a name cannot be read. */
static bool is_there(struct arena *arena, struct text body, const char *name)
{
	return query_find(arena, body, name).size > 0;
}

static enum form_fault read_feedback(struct arena *arena, struct text body, struct text *ret_text)
{
	static const struct text blanks = TEXT(" \t\r\n");
	struct text name, value;
	bool is_found = false;
	while (!is_found && query_next(arena, &body, &name, &value))
		is_found = text_equals(name, TEXT("feedback"));
	if (!is_found)
		return FORM_WHOLE;
	if (text_is_absent(value) || typed_take(arena, TYPED_LINES, &value))
		return FORM_UNREADABLE;
	value = text_trim(value, blanks);
	if (value.size > 0)
		*ret_text = value;
	return value.size > FEEDBACK_SIZE_MAX ? FORM_TOO_LONG : FORM_WHOLE;
}

enum form_fault form_read(struct arena *arena, struct text body, struct rating_form *ret_form)
{
	*ret_form = (struct rating_form){
		.rating = form_rating(query_find(arena, body, "rating")),
		.feedback = TEXT_ABSENT,
		.stamp = query_find(arena, body, "stamp"),
		.is_trapped = is_there(arena, body, "website"),
	};
	enum form_fault fault = read_feedback(arena, body, &ret_form->feedback);
	if (fault != FORM_WHOLE)
		return fault;
	return ret_form->rating ? FORM_WHOLE : FORM_NO_RATING;
}
