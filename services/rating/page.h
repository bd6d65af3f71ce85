/*
 * The rating page, as HTML: a form that needs no script, what follows it, and why there is none.
 * Pure.
 */
#ifndef FRONTDESK_RATING_PAGE_H
#define FRONTDESK_RATING_PAGE_H

#include "base/arena.h"
#include "html.h"
#include "rating/words.h"

enum page_kind {
	PAGE_FORM,
	PAGE_THANKS,
	PAGE_SPOILT, /* no form: it is to be opened anew */
	PAGE_EXPIRED,
	PAGE_CANCELLED,
	PAGE_ABSENT,
	PAGE_BUSY
};

struct page {
	enum page_kind kind;
	const struct words *words;
	struct text tenant;           /* its name; absent where it is not known whose page it is */
	struct text color;            /* "#374d42"; absent: the product's own */
	struct text nonce;            /* which the style has, for the policy */
	struct text question, thanks; /* the tenant's own words; absent: ours */
	bool has_faces;               /* else stars */
	int rating;                   /* chosen, or given; 0: none */
	bool is_answered;             /* before: the form corrects */
	bool has_feedback;            /* before */
	struct text feedback;         /* what is being written */
	struct text address;          /* the page's own path: "/csat/…" */
	struct text stamp;
	const char *problem; /* of words; NULL: none */
};

struct text page_write(struct arena *arena, const struct page *page);
/* What it may load and do: the style that bears the nonce, and sending its form to us. */
struct text page_policy(struct arena *arena, struct text nonce);

/* page_style.c: the style, without its element. */
void page_put_style(struct html *html, struct text color);

#endif
