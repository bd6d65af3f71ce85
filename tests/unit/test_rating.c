/* The rating page's parts: form, gesture, words, colours, and the page itself. */
#include "unit.h"

#include "rating/color.h"
#include "rating/gesture.h"
#include "rating/page.h"

/* --- the form --------------------------------------------------------------------------------- */
static void a_form_says_rating_comment_and_stamp(void **state)
{
	struct rating_form form;
	assert_int_equal(
		form_read(*state, TEXT("stamp=abc&rating=4&feedback=+Gut%2C%0D%0Adanke%21+&x=1"),
			&form),
		FORM_WHOLE);
	assert_int_equal(form.rating, 4);
	assert_text_equal(form.feedback, "Gut,\ndanke!");
	assert_text_equal(form.stamp, "abc");
	assert_false(form.is_trapped);
}

static void a_form_without_a_rating_keeps_its_comment(void **state)
{
	static const char *const bodies[] = {"feedback=x", "rating=&feedback=x",
		"rating=0&feedback=x", "rating=6&feedback=x", "rating=44&feedback=x",
		"rating=%34%34&feedback=x", "rating=-1&feedback=x", "rating=4%00&feedback=x"};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct rating_form form;
		assert_int_equal(form_read(*state, text_from(bodies[i]), &form), FORM_NO_RATING);
		assert_text_equal(form.feedback, "x");
	}
}

static void a_comment_that_cannot_be_read_is_not_taken(void **state)
{
	static const char *const bodies[] = {"rating=4&feedback=%ff", "rating=4&feedback=a%00b",
		"rating=4&feedback=%zz", "rating=4&feedback=a%01b"};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct rating_form form;
		assert_int_equal(form_read(*state, text_from(bodies[i]), &form), FORM_UNREADABLE);
		assert_int_equal(form.rating, 4);
		assert_true(text_is_absent(form.feedback));
	}
}

static void a_comment_may_be_long_but_not_without_end(void **state)
{
	struct rating_form form;
	char *body = arena_alloc(*state, 20 + FEEDBACK_SIZE_MAX + 1);
	size_t head = strlen("rating=1&feedback=");
	memcpy(body, "rating=1&feedback=", head);
	memset(body + head, 'a', FEEDBACK_SIZE_MAX + 1);
	struct text text = {body, head + FEEDBACK_SIZE_MAX};
	assert_int_equal(form_read(*state, text, &form), FORM_WHOLE);
	assert_int_equal(form.feedback.size, FEEDBACK_SIZE_MAX);
	text.size++;
	assert_int_equal(form_read(*state, text, &form), FORM_TOO_LONG);
}

static void an_empty_comment_is_none(void **state)
{
	struct rating_form form;
	assert_int_equal(form_read(*state, TEXT("rating=4&feedback=+%0D%0A+"), &form), FORM_WHOLE);
	assert_true(text_is_absent(form.feedback));
}

static void what_no_person_sees_was_pressed(void **state)
{
	struct rating_form form;
	(void)form_read(*state, TEXT("rating=4&website=1"), &form);
	assert_true(form.is_trapped);
}

/* --- the gesture ------------------------------------------------------------------------------ */
enum { NOW_MS = 1000 * 1000 };

static struct gesture browser_s(void)
{
	return (struct gesture){.site = TEXT("same-origin"),
		.mode = TEXT("navigate"),
		.user = TEXT("?1"),
		.brands = TEXT("\"Chromium\";v=\"120\""),
		.origin = TEXT("null"),
		.our_origin = TEXT("https://desk.example"),
		.is_stamped = true,
		.stamp = {.made_ms = NOW_MS - 5000, .stage = GESTURE_FIRST},
		.now_ms = NOW_MS};
}

static void what_a_person_presses_counts(void **state)
{
	struct stamp next;
	struct gesture chromium = browser_s();
	assert_true(gesture_counts(&chromium, &next));
	struct gesture webkit = browser_s();
	webkit.brands = webkit.user = TEXT_ABSENT;
	assert_true(gesture_counts(&webkit, &next));
	struct gesture named = browser_s();
	named.origin = TEXT("https://desk.example");
	assert_true(gesture_counts(&named, &next));
}

static void a_script_s_form_is_asked_again(void **state)
{
	struct stamp next;
	struct gesture gesture = browser_s();
	gesture.user = TEXT_ABSENT;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.stage, GESTURE_AGAIN);
	gesture = browser_s();
	gesture.mode = TEXT("cors");
	assert_false(gesture_counts(&gesture, &next));
}

static void another_site_s_form_never_counts(void **state)
{
	static const char *const sites[] = {"cross-site", "same-site", "none"};
	struct stamp next;
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
		struct gesture gesture = browser_s();
		gesture.site = text_from(sites[i]);
		gesture.stamp.stage = GESTURE_AGAIN;
		assert_false(gesture_counts(&gesture, &next));
	}
	struct gesture gesture = browser_s();
	gesture.origin = TEXT("https://elsewhere.example");
	assert_false(gesture_counts(&gesture, &next));
}

static void without_a_page_of_ours_before_it_nothing_counts(void **state)
{
	struct stamp next;
	struct gesture gesture = browser_s();
	gesture.is_stamped = false;
	assert_false(gesture_counts(&gesture, &next));
	gesture = browser_s();
	gesture.stamp.made_ms = NOW_MS - GESTURE_MOST_MS - (int64_t)1;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.made_ms, NOW_MS);
}

static void who_is_faster_than_a_person_is_asked_again_and_their_time_goes_on(void **state)
{
	struct stamp next;
	struct gesture gesture = browser_s();
	gesture.stamp.made_ms = NOW_MS - 100;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.made_ms, NOW_MS - 100);
	gesture.stamp = next;
	gesture.now_ms = NOW_MS - 100 + GESTURE_LEAST_MS;
	assert_true(gesture_counts(&gesture, &next));
}

static void a_browser_that_says_nothing_of_itself_is_asked_twice(void **state)
{
	struct stamp next;
	struct gesture gesture = browser_s();
	gesture.site = gesture.mode = gesture.user = gesture.brands = TEXT_ABSENT;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.stage, GESTURE_AGAIN);
	gesture.stamp = next;
	gesture.now_ms += GESTURE_LEAST_MS;
	assert_true(gesture_counts(&gesture, &next));
}

static void what_fell_into_the_trap_once_counts_never_more(void **state)
{
	struct stamp next;
	struct gesture gesture = browser_s();
	gesture.is_trapped = true;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.stage, GESTURE_SPOILT);
	gesture = browser_s();
	gesture.stamp.stage = GESTURE_SPOILT;
	assert_false(gesture_counts(&gesture, &next));
	assert_int_equal(next.stage, GESTURE_SPOILT);
}

/* --- words ------------------------------------------------------------------------------------ */
static void a_browser_s_language_is_found_by_its_weight(void **state)
{
	static const struct {
		const char *accepted, *locale;
	} cases[] = {
		{"de-AT,de;q=0.9,en;q=0.8", "de"},
		{"fr, en;q=0.2, ar;q=0.7", "ar"},
		{"fr-CH, it;q=0.9", "en"},
		{"de;q=0, en;q=0.1", "en"},
		{"*", "en"},
		{"AR", "ar"},
		{"arq;q=1, de;q=0.5", "de"},
		{"de;q=x, ar;q=0.001", "ar"},
		{",;,=;q=", "en"},
		{"en;q=0.5 , de ; q=0.7", "de"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(
			words_find(text_from(cases[i].accepted))->locale, cases[i].locale);
	assert_string_equal(words_find(TEXT_ABSENT)->locale, "en");
}

/* --- colours ---------------------------------------------------------------------------------- */
static void any_colour_becomes_readable_on_light_and_on_dark(void **state)
{
	static const char *const samples[] = {"#374d42", "#ffffff", "#000000", "#ffb703", "#767676",
		"#ff0000", "#00FF00", "#5b3df5", "red", "#12345"};
	static const char *const grounds[] = {"#ffffff", "#1c2120"};
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		for (size_t j = 0; j < sizeof(grounds) / sizeof(grounds[0]); j++) {
			char readable[COLOR_SIZE + 1];
			color_readable_on(text_from(samples[i]), text_from(grounds[j]), readable);
			assert_true(
				color_contrast(text_from(readable), text_from(grounds[j])) >= 4.5);
		}
}

static void a_colour_that_is_readable_stays_as_it_is(void **state)
{
	char readable[COLOR_SIZE + 1];
	color_readable_on(TEXT("#374d42"), TEXT("#ffffff"), readable);
	assert_string_equal(readable, "#374d42");
}

/* --- the page --------------------------------------------------------------------------------- */
static bool has(struct text page, const char *part)
{
	return memmem(page.data, page.size, part, strlen(part));
}

static struct page form_page(const char *language)
{
	return (struct page){.kind = PAGE_FORM,
		.words = words_find(text_from(language)),
		.tenant = TEXT("Fern & <Sons>"),
		.color = TEXT("#ffb703"),
		.nonce = TEXT("n0nce"),
		.feedback = TEXT("</textarea><script>\"'"),
		.address = TEXT("/csat/abc"),
		.stamp = TEXT("stamp")};
}

static void what_others_wrote_means_nothing_in_the_page(void **state)
{
	struct page page = form_page("en");
	page.question = TEXT("<img src=x onerror=alert(1)>?");
	struct text html = page_write(*state, &page);
	assert_true(has(html, "Fern &amp; &lt;Sons&gt;"));
	assert_true(has(html, "&lt;/textarea&gt;&lt;script&gt;&quot;&#39;"));
	assert_true(has(html, "&lt;img src=x onerror=alert(1)&gt;?"));
	assert_false(has(html, "<script"));
	assert_false(has(html, "<img"));
}

static void the_rating_of_the_link_is_chosen_and_no_other(void **state)
{
	struct page page = form_page("de");
	page.rating = 4;
	struct text html = page_write(*state, &page);
	assert_true(has(html, "id=\"r4\" value=\"4\" checked>"));
	assert_true(has(html, "id=\"r5\" value=\"5\">"));
	assert_true(has(html, "4 von 5, Zufrieden"));
	assert_true(has(html, "<html lang=\"de\" dir=\"ltr\">"));
}

static void arabic_is_written_from_right_to_left(void **state)
{
	struct page page = form_page("ar");
	assert_true(has(page_write(*state, &page), "<html lang=\"ar\" dir=\"rtl\">"));
}

static void a_page_that_nobody_answers_has_no_form(void **state)
{
	static const enum page_kind kinds[] = {
		PAGE_THANKS, PAGE_SPOILT, PAGE_EXPIRED, PAGE_CANCELLED, PAGE_ABSENT, PAGE_BUSY};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct page page = form_page("en");
		page.kind = kinds[i];
		struct text html = page_write(*state, &page);
		assert_false(has(html, "<form"));
		assert_true(has(html, "<h1"));
	}
}

static void a_colour_that_is_none_is_the_product_s_own(void **state)
{
	struct page page = form_page("en");
	page.color = TEXT("red;}</style>");
	struct text html = page_write(*state, &page);
	assert_true(has(html, "--brand:#374d42"));
	assert_false(has(html, "red;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_form_says_rating_comment_and_stamp),
		arena_test(a_form_without_a_rating_keeps_its_comment),
		arena_test(a_comment_that_cannot_be_read_is_not_taken),
		arena_test(a_comment_may_be_long_but_not_without_end),
		arena_test(an_empty_comment_is_none),
		arena_test(what_no_person_sees_was_pressed),
		cmocka_unit_test(what_a_person_presses_counts),
		cmocka_unit_test(a_script_s_form_is_asked_again),
		cmocka_unit_test(another_site_s_form_never_counts),
		cmocka_unit_test(without_a_page_of_ours_before_it_nothing_counts),
		cmocka_unit_test(who_is_faster_than_a_person_is_asked_again_and_their_time_goes_on),
		cmocka_unit_test(a_browser_that_says_nothing_of_itself_is_asked_twice),
		cmocka_unit_test(what_fell_into_the_trap_once_counts_never_more),
		cmocka_unit_test(a_browser_s_language_is_found_by_its_weight),
		cmocka_unit_test(any_colour_becomes_readable_on_light_and_on_dark),
		cmocka_unit_test(a_colour_that_is_readable_stays_as_it_is),
		arena_test(what_others_wrote_means_nothing_in_the_page),
		arena_test(the_rating_of_the_link_is_chosen_and_no_other),
		arena_test(arabic_is_written_from_right_to_left),
		arena_test(a_page_that_nobody_answers_has_no_form),
		arena_test(a_colour_that_is_none_is_the_product_s_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
