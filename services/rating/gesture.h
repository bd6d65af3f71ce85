/*
 * Whether a form was sent by a person. Programs that look at mails for danger follow every link,
 * some press what they find there; their answers must not count, and nobody may have to run a
 * script. So a form bears a stamp of when its page was made, and what no person sees can be pressed
 * on it. What looks as if a program had sent it is not refused: its page comes again, with what was
 * chosen, and asks for the button once more. Pure.
 */
#ifndef FRONTDESK_RATING_GESTURE_H
#define FRONTDESK_RATING_GESTURE_H

#include "crypto/stamp.h"

/* Where a page comes in the row of pages that a person, or a program, was shown. */
enum gesture_stage { GESTURE_FIRST, GESTURE_AGAIN, GESTURE_SPOILT };

enum { GESTURE_LEAST_MS = 1200, GESTURE_MOST_MS = 24 * 3600 * 1000 };

/* What came with a form (Fetch Metadata, W3C); absent where a browser does not say it. */
struct gesture {
	struct text site, mode, user; /* Sec-Fetch-… */
	struct text brands;           /* Sec-CH-UA: of those that have it all say `user` as well */
	struct text origin;           /* "null" of our pages, which name no referrer */
	struct text our_origin;
	bool is_trapped, is_stamped;
	struct stamp stamp;
	int64_t now_ms;
};

/* Whether it counts; else with which stamp the page comes again. */
bool gesture_counts(const struct gesture *gesture, struct stamp *ret_next);

#endif
