/* What mails say. */
#include "unit.h"

#include "notify/template.h"

static const struct template_look look = {.tenant = TEXT("Fern & Moss"), .color = TEXT("#374d42")};
static const struct mail_template letter = {.kind = "test",
	.locale = "de",
	.subject = "From {tenant} for {name}",
	.body = "Hello {name},\n\nsee <below>.\nBye {nobody}{",
	.button = "Open & read"};

static struct template_filled fill(struct arena *arena)
{
	const struct template_value values[] = {{TEXT("name"), TEXT("<Ada>\nL.")},
		{TEXT("link"), TEXT("https://desk.example/?a=1&b=\"2\"")}};
	struct template_filled filled;
	template_fill(arena, &letter, &look, values, 2, &filled);
	return filled;
}

static void a_subject_is_filled_in(void **state)
{
	assert_text_equal(fill(*state).subject, "From Fern & Moss for <Ada>\nL.");
}

static void a_text_has_the_link_below(void **state)
{
	assert_text_equal(fill(*state).text,
		"Hello <Ada>\nL.,\n\nsee <below>.\nBye \n\nOpen & read:\n"
		"https://desk.example/?a=1&b=\"2\"\n\n-- \nFern & Moss\n");
}

static void in_html_no_value_means_anything(void **state)
{
	struct text html = fill(*state).html;
	const char *string = arena_copy(*state, html).data;
	assert_non_null(strstr(string, "<html lang=\"de\">"));
	assert_non_null(strstr(string, "solid #374d42\">Fern &amp; Moss</p>"));
	assert_non_null(strstr(string, "Hello &lt;Ada&gt;<br>\nL.,</p>"));
	assert_non_null(strstr(string, "see &lt;below&gt;.<br>\nBye </p>"));
	assert_non_null(strstr(string,
		"href=\"https://desk.example/?a=1&amp;b=&quot;2&quot;\">Open &amp; read</a>"));
	assert_null(strstr(string, "<Ada>"));
}

static void a_rating_is_five_links_that_choose_it(void **state)
{
	static const struct mail_template survey = {.kind = "test",
		.locale = "en",
		.subject = "How was it?",
		.body = "{question}\n\n{rating}\n\nThat is all."};
	const struct template_value values[] = {{TEXT("question"), TEXT("Well?")},
		{TEXT("link"), TEXT("https://desk.example/csat/a&b")}};
	struct template_filled filled;
	template_fill(*state, &survey, &look, values, 2, &filled);
	assert_text_equal(filled.text, "Well?\n\n1: https://desk.example/csat/a&b?rating=1\n"
				       "2: https://desk.example/csat/a&b?rating=2\n"
				       "3: https://desk.example/csat/a&b?rating=3\n"
				       "4: https://desk.example/csat/a&b?rating=4\n"
				       "5: https://desk.example/csat/a&b?rating=5\n\n\nThat is "
				       "all.\n\n-- \nFern & Moss\n");
	const char *html = arena_copy(*state, filled.html).data;
	assert_non_null(strstr(html, "href=\"https://desk.example/csat/a&amp;b?rating=1\">1</a>"));
	assert_non_null(strstr(html, "href=\"https://desk.example/csat/a&amp;b?rating=5\">5</a>"));
	assert_null(strstr(html, "{rating}"));
}

static void a_kind_is_there_in_both_languages_or_in_english(void **state)
{
	static const char *const kinds[] = {"notify.test", "notify.webhook_disabled",
		"accounts.invitation", "accounts.password", "csat.survey", "csat.reminder",
		"csat.low"};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct text kind = text_from(kinds[i]);
		assert_string_equal(template_find(kind, TEXT("de"))->locale, "de");
		assert_string_equal(template_find(kind, TEXT("en"))->locale, "en");
		assert_string_equal(template_find(kind, TEXT("fr"))->locale, "en");
	}
	assert_null(template_find(TEXT("notify.nothing"), TEXT("en")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_subject_is_filled_in),
		arena_test(a_text_has_the_link_below),
		arena_test(in_html_no_value_means_anything),
		arena_test(a_rating_is_five_links_that_choose_it),
		arena_test(a_kind_is_there_in_both_languages_or_in_english),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
