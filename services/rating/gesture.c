/* Rules, one after the other. */
#include "rating/gesture.h"

static bool is_or_is_absent(struct text text, struct text wanted)
{
	return text_is_absent(text) || text_equals(text, wanted);
}

/* From a page of ours, as far as the browser says where from; a mail can have a form as well. */
static bool is_from_here(const struct gesture *gesture)
{
	return is_or_is_absent(gesture->site, TEXT("same-origin")) &&
	       is_or_is_absent(gesture->mode, TEXT("navigate")) &&
	       (is_or_is_absent(gesture->origin, TEXT("null")) ||
		       text_equals(gesture->origin, gesture->our_origin));
}

/* Whether the browser vouches for somebody who has pressed something. One that says nothing is an
 * old one, or a program; one that never says `user` (WebKit's) says the rest. */
static bool is_vouched_for(const struct gesture *gesture)
{
	if (text_is_absent(gesture->site))
		return false;
	return text_is_absent(gesture->brands) || text_equals(gesture->user, TEXT("?1"));
}

/* Nobody reads, chooses and presses within a second. */
static bool has_taken_time(const struct gesture *gesture)
{
	int64_t age_ms = gesture->now_ms - gesture->stamp.made_ms;
	return age_ms >= GESTURE_LEAST_MS && age_ms <= GESTURE_MOST_MS;
}

bool gesture_counts(const struct gesture *gesture, struct stamp *ret_next)
{
	struct stamp next = {gesture->now_ms, GESTURE_AGAIN};
	bool is_spoilt = gesture->is_stamped && gesture->stamp.stage == GESTURE_SPOILT;
	bool is_again = gesture->is_stamped && gesture->stamp.stage == GESTURE_AGAIN;
	if (is_spoilt || gesture->is_trapped) {
		next.stage = GESTURE_SPOILT;
	} else if (gesture->is_stamped && is_from_here(gesture)) {
		if (has_taken_time(gesture) && (is_again || is_vouched_for(gesture)))
			return true;
		if (gesture->now_ms - gesture->stamp.made_ms < GESTURE_LEAST_MS)
			next.made_ms = gesture->stamp.made_ms; /* its time goes on */
	}
	*ret_next = next;
	return false;
}
