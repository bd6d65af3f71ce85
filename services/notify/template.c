/* A pass over the template for each form of it. */
#include "notify/template.h"

#include <string.h>

#include "html.h"

static const struct mail_template templates[] = {
#define MAIL(kind_, locale_, subject_, button_, body_) \
	{.kind = (kind_),                              \
		.locale = (locale_),                   \
		.subject = (subject_),                 \
		.body = (body_),                       \
		.button = (button_)},
#include "notify/templates.def"
#undef MAIL
};

enum { TEMPLATE_COUNT = sizeof(templates) / sizeof(templates[0]) };

static const struct mail_template *find(struct text kind, struct text locale)
{
	for (size_t i = 0; i < TEMPLATE_COUNT; i++)
		if (text_equals(kind, text_from(templates[i].kind)) &&
			text_equals(locale, text_from(templates[i].locale)))
			return &templates[i];
	return NULL;
}

const struct mail_template *template_find(struct text kind, struct text locale)
{
	const struct mail_template *found = find(kind, locale);
	return found ? found : find(kind, TEXT("en"));
}

/* --- filling in ------------------------------------------------------------------------------- */
struct filling {
	struct html out;
	const struct template_look *look;
	const struct template_value *values;
	size_t count;
	bool is_html;
};

static void put(struct filling *filling, struct text text)
{
	html_put(&filling->out, text);
}

/* Text as it is, or for HTML: with its line breaks, and nothing that means anything. */
static void put_text(struct filling *filling, struct text text)
{
	if (filling->is_html)
		html_put_lines(&filling->out, text);
	else
		html_put(&filling->out, text);
}

static struct text value_of(const struct filling *filling, struct text name)
{
	if (text_equals(name, TEXT("tenant")))
		return filling->look->tenant;
	for (size_t i = 0; i < filling->count; i++)
		if (text_equals(filling->values[i].name, name) && filling->values[i].value.data)
			return filling->values[i].value;
	return TEXT("");
}

static void put_filled(struct filling *filling, struct text pattern)
{
	while (pattern.size > 0) {
		const char *open = memchr(pattern.data, '{', pattern.size);
		size_t plain = open ? (size_t)(open - pattern.data) : pattern.size;
		put_text(filling, (struct text){pattern.data, plain});
		pattern = (struct text){pattern.data + plain, pattern.size - plain};
		const char *close = pattern.size ? memchr(pattern.data, '}', pattern.size) : NULL;
		if (!close)
			return;
		size_t size = (size_t)(close - pattern.data);
		put_text(filling, value_of(filling, (struct text){pattern.data + 1, size - 1}));
		pattern = (struct text){close + 1, pattern.size - size - 1};
	}
}

static struct text take_paragraph(struct text *rest)
{
	const char *end = memmem(rest->data, rest->size, "\n\n", 2);
	struct text paragraph = {rest->data, end ? (size_t)(end - rest->data) : rest->size};
	size_t skipped = paragraph.size + (end ? 2 : 0);
	*rest = (struct text){rest->data + skipped, rest->size - skipped};
	return paragraph;
}

/* --- ratings -----------------------------------------------------------------------------------
 */
static const char ratings[] = "12345";

static bool is_rating(struct text paragraph)
{
	return text_equals(paragraph, TEXT("{rating}"));
}

/* Where somebody says 4 in the mail, the page has 4 chosen, and waits for their word. */
static void put_rating_link(struct filling *filling, const char *digit)
{
	put_text(filling, value_of(filling, TEXT("link")));
	put(filling, TEXT("?rating="));
	put(filling, (struct text){digit, 1});
}

static void put_rating_text(struct filling *filling)
{
	for (const char *digit = ratings; *digit; digit++) {
		put(filling, (struct text){digit, 1});
		put(filling, TEXT(": "));
		put_rating_link(filling, digit);
		put(filling, TEXT("\n"));
	}
}

static void put_rating_html(struct filling *filling)
{
	for (const char *digit = ratings; *digit; digit++) {
		put(filling, TEXT("<a style=\"display:inline-block;margin-right:8px;"
				  "padding:10px 18px;border-radius:6px;font-weight:600;"
				  "color:inherit;text-decoration:none;border:2px solid "));
		put_text(filling, filling->look->color);
		put(filling, TEXT("\" href=\""));
		put_rating_link(filling, digit);
		put(filling, TEXT("\">"));
		put(filling, (struct text){digit, 1});
		put(filling, TEXT("</a>\n"));
	}
}

static void put_paragraph(struct filling *filling, struct text paragraph)
{
	if (!is_rating(paragraph))
		put_filled(filling, paragraph);
	else if (filling->is_html)
		put_rating_html(filling);
	else
		put_rating_text(filling);
}

/* --- the forms -------------------------------------------------------------------------------- */
static struct filling begin(struct arena *arena, const struct filling *like, bool is_html)
{
	struct filling filling = *like;
	html_init(&filling.out, arena);
	filling.is_html = is_html;
	return filling;
}

static struct text write_subject(
	struct arena *arena, const struct mail_template *template, const struct filling *like)
{
	struct filling filling = begin(arena, like, false);
	put_filled(&filling, text_from(template->subject));
	return html_whole(&filling.out);
}

static struct text write_text(
	struct arena *arena, const struct mail_template *template, const struct filling *like)
{
	struct filling filling = begin(arena, like, false);
	struct text rest = text_from(template->body);
	while (rest.size > 0) {
		put_paragraph(&filling, take_paragraph(&rest));
		put(&filling, TEXT("\n\n"));
	}
	if (template->button) {
		put(&filling, text_from(template->button));
		put(&filling, TEXT(":\n"));
		put_filled(&filling, TEXT("{link}\n\n"));
	}
	put_filled(&filling, TEXT("-- \n{tenant}\n"));
	return html_whole(&filling.out);
}

/* The ground is the reader's own, light or dark: only what has the tenant's colour is coloured. */
static void put_head(struct filling *filling, const struct mail_template *template)
{
	put(filling, TEXT("<!doctype html>\n<html lang=\""));
	put(filling, text_from(template->locale));
	put(filling, TEXT("\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width\">\n"
			  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>"));
	put_filled(filling, text_from(template->subject));
	put(filling,
		TEXT("</title>\n</head>\n<body style=\"margin:0;padding:24px;"
		     "font-family:system-ui,-apple-system,'Segoe UI',Arial,sans-serif;"
		     "font-size:16px;line-height:1.5\">\n"
		     "<div style=\"max-width:560px;margin:0 auto\">\n"
		     "<p dir=\"auto\" style=\"margin:0 0 24px;padding-bottom:8px;font-weight:600;"
		     "border-bottom:3px solid "));
	put_text(filling, filling->look->color);
	put(filling, TEXT("\">"));
	put_text(filling, filling->look->tenant);
	put(filling, TEXT("</p>\n"));
}

/* White on a bright colour could not be read: the button is an outline in it. */
static void put_button(struct filling *filling, const char *label)
{
	struct text link = value_of(filling, TEXT("link"));
	put(filling, TEXT("<p style=\"margin:24px 0\"><a style=\"display:inline-block;"
			  "padding:10px 20px;border-radius:6px;font-weight:600;color:inherit;"
			  "text-decoration:none;border:2px solid "));
	put_text(filling, filling->look->color);
	put(filling, TEXT("\" href=\""));
	put_text(filling, link);
	put(filling, TEXT("\">"));
	put_text(filling, text_from(label));
	put(filling, TEXT("</a></p>\n<p style=\"font-size:13px;word-break:break-all\">"));
	put_text(filling, link);
	put(filling, TEXT("</p>\n"));
}

static struct text write_html(
	struct arena *arena, const struct mail_template *template, const struct filling *like)
{
	struct filling filling = begin(arena, like, true);
	struct text rest = text_from(template->body);
	put_head(&filling, template);
	while (rest.size > 0) {
		put(&filling, TEXT("<p style=\"margin:0 0 16px\">"));
		put_paragraph(&filling, take_paragraph(&rest));
		put(&filling, TEXT("</p>\n"));
	}
	if (template->button)
		put_button(&filling, template->button);
	put(&filling, TEXT("</div>\n</body>\n</html>\n"));
	return html_whole(&filling.out);
}

void template_fill(struct arena *arena, const struct mail_template *template,
	const struct template_look *look, const struct template_value *values, size_t count,
	struct template_filled *ret_filled)
{
	const struct filling like = {.look = look, .values = values, .count = count};
	*ret_filled = (struct template_filled){.subject = write_subject(arena, template, &like),
		.text = write_text(arena, template, &like),
		.html = write_html(arena, template, &like)};
}
