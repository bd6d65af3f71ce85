/* One pass: tags are looked up in a table, and each line is begun when there is something on it. */
#include "mail/html_text.h"

#include <assert.h>
#include <string.h>

enum { QUOTES_MOST = 5, NAME_MOST = 10, ENTITY_MOST = 10, BREAKS_MOST = 2 };

struct page {
	struct text rest;
	char *data;
	size_t size, capacity;
	unsigned quotes; /* blockquotes that are open */
	unsigned breaks; /* line ends that are due before what comes next */
	bool needs_space;
	bool is_literal; /* within <pre> */
};

/* --- writing ---------------------------------------------------------------------------------- */
static void put(struct page *page, struct text text)
{
	assert(page->size + text.size <= page->capacity);
	memcpy(page->data + page->size, text.data, text.size);
	page->size += text.size;
}

static void begin_line(struct page *page)
{
	unsigned quotes = page->quotes < QUOTES_MOST ? page->quotes : QUOTES_MOST;
	for (unsigned i = 0; i < quotes; i++)
		put(page, TEXT("> "));
}

static void put_text(struct page *page, struct text text)
{
	bool is_first = page->size == 0;
	for (; page->breaks > 0 && !is_first; page->breaks--) {
		put(page, TEXT("\n"));
		if (page->breaks == 1)
			begin_line(page);
		page->needs_space = false;
	}
	if (is_first)
		begin_line(page);
	if (page->needs_space && !is_first)
		put(page, TEXT(" "));
	page->breaks = 0;
	page->needs_space = false;
	put(page, text);
}

static void want_breaks(struct page *page, unsigned breaks)
{
	if (page->breaks < breaks)
		page->breaks = breaks;
}

/* --- tags ------------------------------------------------------------------------------------- */
enum kind {
	KIND_LINE,
	KIND_BREAK,
	KIND_PARAGRAPH,
	KIND_QUOTE,
	KIND_ITEM,
	KIND_LITERAL,
	KIND_HIDDEN
};

static const struct {
	struct text name;
	enum kind kind;
} tags[] = {
	{TEXT("br"), KIND_BREAK},
	{TEXT("p"), KIND_PARAGRAPH},
	{TEXT("h1"), KIND_PARAGRAPH},
	{TEXT("h2"), KIND_PARAGRAPH},
	{TEXT("h3"), KIND_PARAGRAPH},
	{TEXT("div"), KIND_LINE},
	{TEXT("tr"), KIND_LINE},
	{TEXT("table"), KIND_LINE},
	{TEXT("ul"), KIND_LINE},
	{TEXT("ol"), KIND_LINE},
	{TEXT("hr"), KIND_LINE},
	{TEXT("li"), KIND_ITEM},
	{TEXT("blockquote"), KIND_QUOTE},
	{TEXT("pre"), KIND_LITERAL},
	{TEXT("script"), KIND_HIDDEN},
	{TEXT("style"), KIND_HIDDEN},
	{TEXT("head"), KIND_HIDDEN},
	{TEXT("title"), KIND_HIDDEN},
};

static void skip(struct page *page, size_t size)
{
	page->rest = (struct text){page->rest.data + size, page->rest.size - size};
}

/* Behind the first place where these bytes stand, in either case; behind all when nowhere. */
static void skip_behind(struct page *page, struct text bytes)
{
	while (page->rest.size >= bytes.size) {
		if (text_equals_folded((struct text){page->rest.data, bytes.size}, bytes)) {
			skip(page, bytes.size);
			return;
		}
		skip(page, 1);
	}
	skip(page, page->rest.size);
}

/* What a hidden element says goes up to its end. */
static void skip_element(struct page *page, struct text name)
{
	char end[NAME_MOST + 3] = "</";
	memcpy(end + 2, name.data, name.size);
	skip_behind(page, (struct text){end, name.size + 2});
	skip_behind(page, TEXT(">"));
}

static void apply(struct page *page, size_t tag, bool is_end)
{
	switch (tags[tag].kind) {
	case KIND_BREAK:
		page->breaks += page->breaks < BREAKS_MOST;
		break;
	case KIND_LINE:
		want_breaks(page, 1);
		break;
	case KIND_PARAGRAPH:
		want_breaks(page, BREAKS_MOST);
		break;
	case KIND_QUOTE:
		want_breaks(page, 1);
		if (!is_end)
			page->quotes++;
		else if (page->quotes > 0)
			page->quotes--;
		break;
	case KIND_ITEM:
		want_breaks(page, 1);
		if (!is_end)
			put_text(page, TEXT("- "));
		break;
	case KIND_LITERAL:
		want_breaks(page, 1);
		page->is_literal = !is_end;
		break;
	case KIND_HIDDEN:
		if (!is_end)
			skip_element(page, tags[tag].name);
		break;
	}
}

static size_t name_size(struct text rest)
{
	size_t size = 0;
	while (size < rest.size && size <= NAME_MOST &&
		((rest.data[size] >= 'a' && rest.data[size] <= 'z') ||
			(rest.data[size] >= 'A' && rest.data[size] <= 'Z') ||
			(rest.data[size] >= '0' && rest.data[size] <= '9')))
		size++;
	return size;
}

/* The rest begins with "<". Returns false where that is no tag's. */
static bool take_tag(struct page *page)
{
	size_t begin = page->rest.size > 1 && page->rest.data[1] == '/' ? 2 : 1;
	struct text behind = {page->rest.data + begin, page->rest.size - begin};
	struct text name = {behind.data, name_size(behind)};
	if (text_starts_with(page->rest, TEXT("<!--"))) {
		skip_behind(page, TEXT("-->"));
		return true;
	}
	if (name.size == 0 && !text_starts_with(page->rest, TEXT("<!")))
		return false;
	skip_behind(page, TEXT(">"));
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (text_equals_folded(name, tags[i].name)) {
			apply(page, i, begin == 2);
			break;
		}
	return true;
}

/* --- entities --------------------------------------------------------------------------------- */
static const struct {
	struct text name, text;
} entities[] = {
	{TEXT("amp"), TEXT("&")},
	{TEXT("lt"), TEXT("<")},
	{TEXT("gt"), TEXT(">")},
	{TEXT("quot"), TEXT("\"")},
	{TEXT("apos"), TEXT("'")},
	{TEXT("nbsp"), TEXT(" ")},
	{TEXT("auml"), TEXT("ä")},
	{TEXT("ouml"), TEXT("ö")},
	{TEXT("uuml"), TEXT("ü")},
	{TEXT("Auml"), TEXT("Ä")},
	{TEXT("Ouml"), TEXT("Ö")},
	{TEXT("Uuml"), TEXT("Ü")},
	{TEXT("szlig"), TEXT("ß")},
	{TEXT("eacute"), TEXT("é")},
	{TEXT("egrave"), TEXT("è")},
	{TEXT("agrave"), TEXT("à")},
	{TEXT("ccedil"), TEXT("ç")},
	{TEXT("euro"), TEXT("€")},
	{TEXT("hellip"), TEXT("…")},
	{TEXT("ndash"), TEXT("–")},
	{TEXT("mdash"), TEXT("—")},
	{TEXT("rsquo"), TEXT("’")},
	{TEXT("lsquo"), TEXT("‘")},
	{TEXT("ldquo"), TEXT("“")},
	{TEXT("rdquo"), TEXT("”")},
	{TEXT("copy"), TEXT("©")},
	{TEXT("zwnj"), TEXT("")},
};

/* "#8217" or "#x2019"; 0 for what is no number of a character. */
static uint32_t number_of(struct text name)
{
	uint32_t number = 0;
	bool is_hex = name.size > 1 && (name.data[1] == 'x' || name.data[1] == 'X');
	for (size_t i = is_hex ? 2 : 1; i < name.size; i++) {
		char c = (char)(name.data[i] | 0x20);
		uint32_t digit = c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
						      : (uint32_t)(name.data[i] - '0');
		if (digit >= (is_hex ? 16U : 10U) || number > 0x10ffff)
			return 0;
		number = number * (is_hex ? 16 : 10) + digit;
	}
	bool is_surrogate = number >= 0xd800 && number <= 0xdfff;
	return is_surrogate || number > 0x10ffff ? 0 : number;
}

static struct text write_character(uint32_t character, char ret_bytes[4])
{
	size_t size = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
	for (size_t i = size; i > 1; i--) {
		ret_bytes[i - 1] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	ret_bytes[0] = (char)(marks[size] | character);
	return (struct text){ret_bytes, size};
}

/* The rest begins with "&". Returns false where that is no entity's. */
static bool take_entity(struct page *page)
{
	size_t most = page->rest.size < ENTITY_MOST ? page->rest.size : ENTITY_MOST;
	const char *end = memchr(page->rest.data, ';', most);
	char bytes[4];
	if (!end || end - page->rest.data < 3)
		return false;
	struct text name = {page->rest.data + 1, (size_t)(end - page->rest.data) - 1};
	struct text written = TEXT_ABSENT;
	uint32_t number = name.data[0] == '#' ? number_of(name) : 0;
	if (number > 0)
		written = write_character(number, bytes);
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (text_equals(name, entities[i].name))
			written = entities[i].text;
	if (text_is_absent(written))
		return false;
	skip(page, name.size + 2);
	if (text_equals(written, TEXT(" ")))
		page->needs_space = true;
	else if (written.size > 0)
		put_text(page, written);
	return true;
}

/* --- text ------------------------------------------------------------------------------------- */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void take_blank(struct page *page)
{
	char c = page->rest.data[0];
	skip(page, 1);
	if (!page->is_literal)
		page->needs_space = true;
	else if (c == '\n')
		page->breaks += page->breaks < BREAKS_MOST;
	else
		put_text(page, TEXT(" "));
}

/* One byte at least, and what follows it that means nothing. */
static void take_plain(struct page *page)
{
	size_t size = 1;
	while (size < page->rest.size && page->rest.data[size] != '<' &&
		page->rest.data[size] != '&' && !is_blank(page->rest.data[size]))
		size++;
	put_text(page, (struct text){page->rest.data, size});
	skip(page, size);
}

/* The shortest tag that ends a line has three bytes, and a new line begins with all quotes: of one
 * byte no more come than so many. */
struct text html_text(struct arena *arena, struct text html)
{
	enum { GROWTH = 1 + QUOTES_MOST };
	struct page page = {.rest = html, .capacity = (html.size + 2) * 2 * GROWTH};
	page.data = arena_alloc(arena, page.capacity);
	while (page.rest.size > 0) {
		char c = page.rest.data[0];
		if (is_blank(c))
			take_blank(&page);
		else if ((c != '<' || !take_tag(&page)) && (c != '&' || !take_entity(&page)))
			take_plain(&page);
	}
	return (struct text){page.data, page.size};
}
