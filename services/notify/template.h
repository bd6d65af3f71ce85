/*
 * What mails say: a table of kinds, each in English and German, filled in as text and as HTML.
 * Pure.
 *
 * A template's paragraphs are divided by an empty line. {name} is a value of that name; one that is
 * missing is empty. A template with a button has a link, the value `link`. Where a paragraph is
 * {rating} alone, there are five links, from 1 to 5, to that link with the rating in its query.
 */
#ifndef FRONTDESK_TEMPLATE_H
#define FRONTDESK_TEMPLATE_H

#include "base/arena.h"

struct mail_template {
	const char *kind;   /* "notify.test": what rows of outgoing_mails call it */
	const char *locale; /* "en", "de" */
	const char *subject;
	const char *body;
	const char *button; /* what it says; NULL: there is none */
};

struct template_value {
	struct text name, value;
};

/* Who sends: for the look. */
struct template_look {
	struct text tenant; /* its name */
	struct text color;  /* "#374d42" */
};

struct template_filled {
	struct text subject, text, html; /* lines by line feeds; the arena's */
};

/* The template of that kind in that language, else in English; NULL when there is none. */
const struct mail_template *template_find(struct text kind, struct text locale);
void template_fill(struct arena *arena, const struct mail_template *template,
	const struct template_look *look, const struct template_value *values, size_t count,
	struct template_filled *ret_filled);

#endif
