/* From the top of the page to its end. */
#include "rating/page.h"

#include <stddef.h>
#include <string.h>

/* --- what stands for a rating ----------------------------------------------------------------- */
static const char star[] = "<path d=\"M12 2.6l2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 "
			   "1.1-6.5L2.6 9.4l6.5-.9z\"/>";
static const char face[] = "<circle cx=\"12\" cy=\"12\" r=\"9.5\"/><g class=\"eyes\">"
			   "<circle cx=\"8.8\" cy=\"9.8\" r=\"1.25\"/>"
			   "<circle cx=\"15.2\" cy=\"9.8\" r=\"1.25\"/></g>";
static const char *const mouths[RATING_MOST] = {
	"<path d=\"M8 17c1.6-3 6.4-3 8 0\"/>",
	"<path d=\"M8.4 16.2c1.8-1.7 5.4-1.7 7.2 0\"/>",
	"<path d=\"M8.5 15.4h7\"/>",
	"<path d=\"M8.4 14.4c1.8 2 5.4 2 7.2 0\"/>",
	"<path d=\"M7.6 13.8c1 4.6 7.8 4.6 8.8 0z\"/>",
};

static void put(struct html *html, const char *markup)
{
	html_put(html, text_from(markup));
}

static void put_word(struct html *html, const char *word)
{
	html_put_text(html, text_from(word));
}

static void put_number(struct html *html, int number)
{
	char digit = (char)('0' + number);
	html_put(html, (struct text){&digit, 1});
}

static void put_picture(struct html *html, bool is_face, int rating)
{
	put(html, "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">");
	put(html, is_face ? face : star);
	if (is_face)
		put(html, mouths[rating - 1]);
	put(html, "</svg>");
}

/* "4 of 5, satisfied" */
static void put_rating(struct html *html, const struct words *words, int rating)
{
	put_number(html, rating);
	put(html, " ");
	put_word(html, words->of_five);
	put(html, ", ");
	put_word(html, words->ratings[rating - 1]);
}

/* --- the form --------------------------------------------------------------------------------- */
static void put_choice(struct html *html, const struct page *page, int rating)
{
	put(html, "<div class=\"choice\"><input type=\"radio\" name=\"rating\" required id=\"r");
	put_number(html, rating);
	put(html, "\" value=\"");
	put_number(html, rating);
	put(html, page->rating == rating ? "\" checked>" : "\">");
	put(html, "<label for=\"r");
	put_number(html, rating);
	put(html, "\">");
	put_picture(html, page->has_faces, rating);
	put(html, "<span class=\"hidden\">");
	put_rating(html, page->words, rating);
	put(html, "</span></label></div>\n");
}

static void put_choices(struct html *html, const struct page *page)
{
	const struct words *words = page->words;
	put(html, "<fieldset><legend><h1><bdi>");
	html_put_lines(
		html, text_is_absent(page->question) ? text_from(words->question) : page->question);
	put(html, page->has_faces ? "</bdi></h1></legend>\n<div class=\"row faces\">\n"
				  : "</bdi></h1></legend>\n<div class=\"row stars\">\n");
	for (int rating = RATING_LEAST; rating <= RATING_MOST; rating++)
		put_choice(html, page, rating);
	put(html, "</div>\n<div class=\"ends\" aria-hidden=\"true\"><span>");
	put_word(html, words->ratings[0]);
	put(html, "</span><span>");
	put_word(html, words->ratings[RATING_MOST - 1]);
	put(html, "</span></div>\n</fieldset>\n");
}

static void put_comment(struct html *html, const struct page *page)
{
	put(html, "<label class=\"label\" for=\"feedback\">");
	put_word(html, page->words->comment);
	put(html, " <small>(");
	put_word(html, page->words->optional);
	put(html, ")</small></label>\n");
	if (page->has_feedback) {
		put(html, "<p class=\"hint\" id=\"stays\">");
		put_word(html, page->words->comment_stays);
		put(html, "</p>\n");
	}
	put(html, "<textarea id=\"feedback\" name=\"feedback\" maxlength=\"2000\" dir=\"auto\"");
	put(html, page->has_feedback ? " aria-describedby=\"stays\">\n" : ">\n");
	html_put_text(html, page->feedback);
	put(html, "</textarea>\n");
}

static void put_form_head(struct html *html, const struct page *page, const char *class)
{
	put(html, "<form method=\"post\" class=\"");
	put(html, class);
	put(html, "\" action=\"");
	html_put_text(html, page->address);
	put(html, "\">\n<input type=\"hidden\" name=\"stamp\" value=\"");
	html_put_text(html, page->stamp);
	put(html, "\">\n");
}

/* What no person sees, hears or reaches, and a program that presses everything presses first. */
static void put_trap(struct html *html, const struct page *page)
{
	put_form_head(html, page, "trap");
	put(html, "<button class=\"trap\" name=\"website\" value=\"1\" tabindex=\"-1\" "
		  "aria-hidden=\"true\"></button></form>\n");
}

static void put_problem(struct html *html, const struct page *page)
{
	if (!page->problem)
		return;
	put(html, "<p class=\"problem\" role=\"alert\">");
	put_word(html, page->problem);
	put(html, "</p>\n");
}

static void put_form(struct html *html, const struct page *page)
{
	put_trap(html, page);
	put_problem(html, page);
	put_form_head(html, page, "rating");
	put(html, "<input type=\"checkbox\" class=\"trap\" name=\"website\" value=\"1\" "
		  "tabindex=\"-1\" aria-hidden=\"true\">\n");
	put_choices(html, page);
	put_comment(html, page);
	put(html, "<button class=\"send\">");
	put_word(html, page->words->send);
	put(html, "</button>\n</form>\n");
}

/* --- what else there is to say ---------------------------------------------------------------- */
static void put_heading(struct html *html, struct text text)
{
	put(html, "<h1><bdi>");
	html_put_lines(html, text);
	put(html, "</bdi></h1>\n");
}

static void put_paragraph(struct html *html, const char *word)
{
	put(html, "<p>");
	put_word(html, word);
	put(html, "</p>\n");
}

/* What was answered. */
static void put_given(struct html *html, const struct page *page)
{
	if (!page->rating)
		return;
	put(html, page->has_faces ? "<div class=\"row given faces\" aria-hidden=\"true\">"
				  : "<div class=\"row given stars\" aria-hidden=\"true\">");
	for (int rating = RATING_LEAST; rating <= RATING_MOST; rating++) {
		bool is_on = page->has_faces ? rating == page->rating : rating <= page->rating;
		put(html, is_on ? "<span class=\"on\">" : "<span>");
		put_picture(html, page->has_faces, rating);
		put(html, "</span>");
	}
	put(html, "</div>\n<p class=\"answer\">");
	put_word(html, page->words->your_answer);
	put(html, " ");
	put_rating(html, page->words, page->rating);
	put(html, "</p>\n");
}

static void put_thanks(struct html *html, const struct page *page)
{
	put_heading(
		html, text_is_absent(page->thanks) ? text_from(page->words->thanks) : page->thanks);
	put_given(html, page);
	put(html, "<p><a class=\"change\" href=\"");
	html_put_text(html, page->address);
	put(html, "?change=1\">");
	put_word(html, page->words->change);
	put(html, "</a></p>\n");
}

static void put_spoilt(struct html *html, const struct page *page)
{
	put_heading(html, text_from(page->words->spoilt));
	put(html, "<p><a class=\"reopen\" href=\"");
	html_put_text(html, page->address);
	if (page->rating) {
		put(html, "?rating=");
		put_number(html, page->rating);
	}
	put(html, "\">");
	put_word(html, page->words->reopen);
	put(html, "</a></p>\n");
}

static void put_expired(struct html *html, const struct page *page)
{
	put_heading(html, text_from(page->words->expired));
	put_given(html, page);
	put_paragraph(html, page->rating ? page->words->expired_kept : page->words->expired_more);
}

static void put_cancelled(struct html *html, const struct page *page)
{
	put_heading(html, text_from(page->words->cancelled));
	put_paragraph(html, page->words->cancelled_more);
}

static void put_absent(struct html *html, const struct page *page)
{
	put_heading(html, text_from(page->words->absent));
	put_paragraph(html, page->words->absent_more);
}

static void put_busy(struct html *html, const struct page *page)
{
	put_heading(html, text_from(page->words->busy));
	put_paragraph(html, page->words->busy_more);
}

/* --- the whole -------------------------------------------------------------------------------- */
static const struct {
	size_t title; /* where the word is in words that names the page */
	void (*put)(struct html *html, const struct page *page);
} kinds[] = {
	[PAGE_FORM] = {offsetof(struct words, question), put_form},
	[PAGE_THANKS] = {offsetof(struct words, thanks), put_thanks},
	[PAGE_SPOILT] = {offsetof(struct words, question), put_spoilt},
	[PAGE_EXPIRED] = {offsetof(struct words, expired), put_expired},
	[PAGE_CANCELLED] = {offsetof(struct words, cancelled), put_cancelled},
	[PAGE_ABSENT] = {offsetof(struct words, absent), put_absent},
	[PAGE_BUSY] = {offsetof(struct words, busy), put_busy},
};

static void put_title(struct html *html, const struct page *page)
{
	const char *word;
	memcpy(&word, (const char *)page->words + kinds[page->kind].title, sizeof(word));
	if (page->problem) { /* what is heard first */
		put_word(html, page->problem);
		put(html, " – ");
	}
	put_word(html, word);
	if (!text_is_absent(page->tenant)) {
		put(html, " – ");
		html_put_text(html, page->tenant);
	}
}

static void put_head(struct html *html, const struct page *page)
{
	put(html, "<!doctype html>\n<html lang=\"");
	put(html, page->words->locale);
	put(html, "\" dir=\"");
	put(html, page->words->direction);
	put(html, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		  "<meta name=\"robots\" content=\"noindex,nofollow\">\n"
		  "<meta name=\"format-detection\" content=\"telephone=no\">\n<title>");
	put_title(html, page);
	put(html, "</title>\n<style nonce=\"");
	html_put_text(html, page->nonce);
	put(html, "\">");
	page_put_style(html, page->color);
	put(html, "</style>\n</head>\n<body>\n<main>\n");
}

struct text page_write(struct arena *arena, const struct page *page)
{
	struct html html;
	html_init(&html, arena);
	json_make_room(&html.out, (size_t)12 * 1024);
	put_head(&html, page);
	if (!text_is_absent(page->tenant)) {
		put(&html, "<p class=\"tenant\"><bdi>");
		html_put_text(&html, page->tenant);
		put(&html, "</bdi></p>\n");
	}
	kinds[page->kind].put(&html, page);
	put(&html, "</main>\n</body>\n</html>\n");
	return html_whole(&html);
}

struct text page_policy(struct arena *arena, struct text nonce)
{
	return arena_printf(arena,
		"default-src 'none'; style-src 'nonce-%.*s'; form-action 'self'; base-uri 'none'; "
		"frame-ancestors 'none'",
		TEXT_ARG(nonce));
}
