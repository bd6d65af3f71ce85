/* What visitors say of themselves when they start a chat. */
#include "unit.h"

#include "base/json.h"
#include "call/call.h"
#include "call/tenant.h"
#include "chat/start_input.h"

static const char *fault_of(const char *body_text, struct start_input *ret_input)
{
	static const struct text kept[] = {TEXT("sku")};
	static struct tenant tenant = {.kept_parameters = kept, .kept_parameter_count = 1};
	static struct json *body;
	static struct call asking = {.tenant = &tenant};
	json_free(&body);
	arena_done(&asking.arena);
	if (!body_text)
		return NULL;
	arena_init(&asking.arena);
	assert_int_equal(json_parse(text_from(body_text), &body), ERR_NONE);
	asking.body = body;
	start_input_read(&asking, ret_input);
	return ret_input->fault_count > 0 ? ret_input->faults[0] : NULL;
}

static void a_start_takes_what_is_well_formed_and_names_what_is_not(void **state)
{
	struct start_input input;
	assert_null(fault_of("{\"visitorName\":\"Vic\",\"visitorEmail\":\"v@x.example\","
			     "\"pageUrl\":\"https://shop.example/\",\"referrerUrl\":\"\"}",
		&input));
	assert_text_equal(input.visitor_name, "Vic");
	assert_true(text_is_absent(input.referrer_url));
	assert_non_null(fault_of("{\"visitorEmail\":\"@x\"}", &input));
	assert_non_null(fault_of("{\"visitorEmail\":\"a@b@c\"}", &input));
	assert_non_null(fault_of("{\"visitorEmail\":\"a@\"}", &input));
	assert_null(fault_of("{\"visitorEmail\":\"\\\"V. W.\\\"@X.example\"}", &input));
	assert_text_equal(input.visitor_email, "\"V. W.\"@X.example");
	assert_non_null(fault_of("{\"pageUrl\":\"javascript:alert(1)\"}", &input));
	assert_null(fault_of("{\"pageUrl\":\"https://a:b@x.example/p?sku=1&token=2#c\"}", &input));
	assert_text_equal(input.page_url, "https://x.example/p?sku=1");
	assert_non_null(fault_of("{\"visitorName\":1}", &input));
	assert_string_equal(fault_of("{\"visitorName\":\"V\\u0001\"}", &input),
		"visitorName must have no control characters, and no halves of surrogate pairs.");
	assert_non_null(fault_of("{\"visitorName\":\"V\\ud800\"}", &input));
	assert_string_equal(fault_of("{\"visitorName\":\"\\u200b \"}", &input),
		"visitorName must have something in it that can be seen.");
	assert_non_null(fault_of("{\"visitorEmail\":\"v@x.example\\n\"}", &input));
	assert_non_null(fault_of("{\"pageUrl\":\"https://x.example/\\u007f\"}", &input));
	(void)fault_of(NULL, NULL);
}

static void what_will_not_do_is_left_out_and_the_rest_is_taken(void **state)
{
	struct start_input input;
	(void)fault_of("{\"visitorName\":\"Vic\",\"visitorEmail\":\"v@\","
		       "\"pageUrl\":\"https://shop.example/a\",\"identifier\":42,"
		       "\"referrerUrl\":\"android-app://com.example/\"}",
		&input);
	assert_text_equal(input.visitor_name, "Vic");
	assert_text_equal(input.page_url, "https://shop.example/a");
	assert_true(text_is_absent(input.visitor_email));
	assert_true(text_is_absent(input.referrer_url));
	assert_true(text_is_absent(input.identifier));
	assert_int_equal(input.fault_count, 3);
	assert_string_equal(input.faults[0], "visitorEmail must be an e-mail address.");
	assert_non_null(strstr(input.faults[1], "referrerUrl must "));
	assert_non_null(strstr(input.faults[2], "identifier must "));
	(void)fault_of(NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_start_takes_what_is_well_formed_and_names_what_is_not),
		cmocka_unit_test(what_will_not_do_is_left_out_and_the_rest_is_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
