/* What strangers may type, and what is kept of it. */
#include "unit.h"

#include "base/typed.h"

static bool takes(struct arena *arena, enum typed_kind kind, struct text text)
{
	const struct text before = text;
	const char *fault = typed_take(arena, kind, &text);
	assert_true(!fault || text.data == before.data);
	return !fault;
}

static void no_text_has_control_characters_but_tabs_and_breaks_in_lines(void **state)
{
	for (int c = 0; c < 0x20; c++) {
		const char bytes[] = {'a', (char)c, 'b'};
		const struct text text = {bytes, sizeof(bytes)};
		const bool is_of_lines = c == '\t' || c == '\n' || c == '\r';
		assert_int_equal(takes(*state, TYPED_LINES, text), is_of_lines);
		assert_false(takes(*state, TYPED_LINE, text));
		assert_false(takes(*state, TYPED_NAME, text));
	}
	assert_false(takes(*state, TYPED_LINES, TEXT("a\x7f")));
	assert_false(takes(*state, TYPED_LINE, TEXT("a\x7f")));
	assert_false(takes(*state, TYPED_LINES, TEXT("\xed\xa0\x80")));
}

static void everything_else_is_kept_as_it_was_typed(void **state)
{
	static const struct text kept[] = {TEXT(""), TEXT(" "), TEXT("  two  spaces  "),
		TEXT("Zo\xc3\xab"), TEXT("Zoe\xcc\x88"), TEXT("\xc2\x85"),
		TEXT("\xe2\x80\xae"
		     "abc"),
		TEXT("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"), TEXT("\xe2\x80\x8b"),
		TEXT("\xef\xbf\xbf"), TEXT("<b>&amp;\"'\\u0000")};
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct text text = kept[i];
		assert_null(typed_take(*state, TYPED_LINES, &text));
		assert_true(text_equals(text, kept[i]));
		assert_null(typed_take(*state, TYPED_LINE, &text));
		assert_true(text_equals(text, kept[i]));
	}
}

static void a_line_ends_with_a_line_feed_however_it_was_sent(void **state)
{
	struct text text = TEXT("one\r\ntwo\rthree\n\r\n\r\rfour\r");
	assert_null(typed_take(*state, TYPED_LINES, &text));
	assert_text_equal(text, "one\ntwo\nthree\n\n\n\nfour\n");
}

static void a_name_shows_something(void **state)
{
	static const struct text blank[] = {TEXT(""), TEXT(" "), TEXT("\xc2\xa0\xe3\x80\x80"),
		TEXT("\xe2\x80\x8b\xe2\x80\x8d"), TEXT("\xe2\x80\xae\xe2\x80\xac"),
		TEXT("\xe3\x85\xa4"), TEXT("\xef\xb8\x8f"), TEXT("\xe2\xa0\x80"),
		TEXT("\xf3\xa0\x80\xa1 \xef\xbb\xbf"), TEXT("\xe1\x85\x9f\xe1\x85\xa0"),
		TEXT("\xef\xbe\xa0"), TEXT("\xc2\xad"), TEXT("\xc2\x80")};
	for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++) {
		if (takes(*state, TYPED_NAME, blank[i]))
			fail_msg("number %zu was taken", i);
		assert_true(takes(*state, TYPED_LINE, blank[i]));
	}
	assert_true(takes(*state, TYPED_NAME,
		TEXT("\xe3\x85\xa4"
		     "a")));
	assert_true(takes(*state, TYPED_NAME, TEXT("\xed\x99\x8d\xea\xb8\xb8")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(no_text_has_control_characters_but_tabs_and_breaks_in_lines),
		arena_test(everything_else_is_kept_as_it_was_typed),
		arena_test(a_line_ends_with_a_line_feed_however_it_was_sent),
		arena_test(a_name_shows_something),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
