/*
 * What the rating page's form sends: application/x-www-form-urlencoded (WHATWG URL, 5). Whatever it
 * holds otherwise is skipped. Pure.
 */
#ifndef FRONTDESK_RATING_FORM_H
#define FRONTDESK_RATING_FORM_H

#include "base/arena.h"

enum {
	RATING_LEAST = 1,
	RATING_MOST = 5,
	FEEDBACK_UNITS = 2000,   /* of UTF-16, which is what a page's maxlength counts */
	FEEDBACK_SIZE_MAX = 6000 /* bytes: three are the most that a unit can be */
};

enum form_fault { FORM_WHOLE, FORM_NO_RATING, FORM_TOO_LONG, FORM_UNREADABLE };

struct rating_form {
	int rating;           /* 0: none, or none that there is */
	struct text feedback; /* trimmed, with line feeds; absent when there is none */
	struct text stamp;    /* gesture.h's; absent when missing */
	bool is_trapped;      /* what no person sees was pressed */
};

/* Reads it; what can be kept is, also of a form that is not whole. */
enum form_fault form_read(struct arena *arena, struct text body, struct rating_form *ret_form);
/* The rating that a text is; 0 for what is none. */
int form_rating(struct text text);

#endif
