/* The text by lines, from its beginning for what marks an original, from its end for quoted lines.
 */
#include "inbound/quote.h"

#include <string.h>

enum { RULE_LEAST = 20, DASHES = 5, HEAD_LINES = 6, ATTRIBUTION_LINES = 3 };

static const struct text blanks = TEXT(" \t\n");

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The line that begins at `at`, without its end. */
static struct text line_at(struct text text, size_t at)
{
	const char *end = memchr(text.data + at, '\n', text.size - at);
	return (struct text){text.data + at, end ? (size_t)(end - text.data) - at : text.size - at};
}

static size_t next_line(struct text text, size_t at)
{
	return min(at + line_at(text, at).size + 1, text.size);
}

/* Where the line begins that ends before `end`, the first byte of the next. */
static size_t line_before(struct text text, size_t end)
{
	size_t at = end - 1; /* its line feed, or its last byte */
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* --- originals under a mark ------------------------------------------------------------------- */
static bool begins_folded(struct text line, struct text word)
{
	return text_equals_folded((struct text){line.data, min(line.size, word.size)}, word);
}

/* "-----Original Message-----", in whatever language. */
static bool is_dashed(struct text line)
{
	static const struct text dashes = TEXT("-----");
	return line.size > (size_t)2 * DASHES && text_starts_with(line, dashes) &&
	       text_starts_with((struct text){line.data + line.size - DASHES, DASHES}, dashes) &&
	       line.data[DASHES] != '-';
}

static bool is_rule(struct text line)
{
	for (size_t i = 0; i < line.size; i++)
		if (line.data[i] != '_')
			return false;
	return line.size >= RULE_LEAST;
}

/* "From: …" with "Subject: …" a few lines below. */
static bool is_head(struct text text, size_t at)
{
	static const struct {
		struct text first, last;
	} heads[] = {{TEXT("From:"), TEXT("Subject:")}, {TEXT("Von:"), TEXT("Betreff:")}};
	struct text line = text_trim(line_at(text, at), blanks);
	size_t words = sizeof(heads) / sizeof(heads[0]);
	size_t head = 0;
	while (head < words && !begins_folded(line, heads[head].first))
		head++;
	for (int i = 0; head < words && i < HEAD_LINES && at < text.size; i++) {
		if (begins_folded(text_trim(line_at(text, at), blanks), heads[head].last))
			return true;
		at = next_line(text, at);
	}
	return false;
}

static size_t find_mark(struct text text)
{
	for (size_t at = 0; at < text.size; at = next_line(text, at)) {
		struct text line = text_trim(line_at(text, at), blanks);
		size_t next = next_line(text, at);
		if (is_dashed(line) || is_head(text, at) ||
			(is_rule(line) && next < text.size && is_head(text, next)))
			return at;
	}
	return text.size;
}

/* --- quoted lines at the end ------------------------------------------------------------------ */
static bool is_blank(struct text line)
{
	return text_trim(line, blanks).size == 0;
}

/* "On Monday somebody wrote:", of a line or some, in whatever language. */
static size_t skip_attribution(struct text text, size_t end)
{
	size_t at = end;
	while (at > 0 && is_blank(line_at(text, line_before(text, at))))
		at = line_before(text, at);
	if (at == 0)
		return end;
	struct text line = text_trim(line_at(text, line_before(text, at)), blanks);
	if (line.data[line.size - 1] != ':')
		return end;
	for (int i = 0; i < ATTRIBUTION_LINES && at > 0; i++) {
		size_t before = line_before(text, at);
		if (is_blank(line_at(text, before)))
			break;
		at = before;
	}
	return at;
}

static size_t find_quotes(struct text text)
{
	size_t end = text.size;
	bool has_quotes = false;
	while (end > 0) {
		size_t at = line_before(text, end);
		struct text line = line_at(text, at);
		bool is_quoted = line.size > 0 && line.data[0] == '>';
		if (!is_quoted && !is_blank(line))
			break;
		has_quotes |= is_quoted;
		end = at;
	}
	return has_quotes ? skip_attribution(text, end) : text.size;
}

struct text quote_cut(struct text text)
{
	struct text whole = text_trim(text, blanks);
	struct text own = {whole.data, find_mark(whole)};
	own = text_trim(own, blanks);
	if (own.size > 0)
		own = text_trim((struct text){own.data, find_quotes(own)}, blanks);
	return own.size > 0 ? own : whole;
}
