/* What a worker remembers of tenants' configurations, and for how long. */
#include "chat_fakes.h"

#include "chat/config_memory.h"

static struct next then(struct call *asking)
{
	return (struct next){NEXT_ANSWERED};
}

/* A page asks, and is answered by a statement that was asked now. */
static void read_config(uint64_t lasts_ms)
{
	(void)config_memory_expect(&call, then);
	config_memory_keep(&call,
		&(struct config_reading){TEXT("{}"), TEXT("\"tag\""), fake.now_ms, lasts_ms});
}

static bool is_known(void)
{
	struct config_reading reading;
	bool is_found = config_memory_find(&call, &reading);
	assert_true(!is_found || text_equals(reading.json, TEXT("{}")));
	assert_true(!is_found || text_equals(reading.etag, TEXT("\"tag\"")));
	return is_found;
}

static void begin(void)
{
	begin_call(CALL_REST, (struct who){0});
}

static void end(void)
{
	config_memory_done(&fake_gateway);
	end_call();
}

static void what_was_read_is_known_for_a_second(void **state)
{
	begin();
	assert_false(is_known());
	read_config(UINT64_MAX);
	fake.now_ms += 999;
	assert_true(is_known());
	fake.now_ms++;
	assert_false(is_known());
	end();
}

static void it_is_not_known_beyond_the_moment_in_which_it_turns(void **state)
{
	struct config_reading reading;
	begin();
	read_config(500);
	fake.now_ms += 200;
	assert_true(config_memory_find(&call, &reading));
	assert_int_equal(reading.lasts_ms, 300);
	fake.now_ms += 300;
	assert_false(is_known());
	end();
}

static void a_change_forgets_it_and_what_was_asked_before(void **state)
{
	begin();
	read_config(UINT64_MAX);
	uint64_t asked_ms = fake.now_ms;
	fake.now_ms += 10;
	config_memory_forget(&fake_gateway, fake_tenant.id);
	assert_false(is_known());
	config_memory_keep(
		&call, &(struct config_reading){TEXT("{}"), TEXT("\"tag\""), asked_ms, UINT64_MAX});
	assert_false(is_known());
	fake.now_ms++;
	read_config(UINT64_MAX);
	assert_true(is_known());
	end();
}

static void nothing_is_known_where_others_are_not_heard(void **state)
{
	begin();
	fake.is_deaf = true;
	read_config(UINT64_MAX);
	fake.is_deaf = false;
	assert_false(is_known());
	read_config(UINT64_MAX);
	fake.is_deaf = true;
	assert_false(is_known());
	end();
}

static void only_who_is_asked_for_often_is_listened_for(void **state)
{
	begin();
	read_config(UINT64_MAX);
	assert_int_equal(fake.settles, 0);
	fake.now_ms += 1000;
	read_config(UINT64_MAX);
	assert_int_equal(fake.settles, 0);
	fake.now_ms += 999;
	read_config(UINT64_MAX);
	assert_int_equal(fake.settles, 1);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(what_was_read_is_known_for_a_second),
		stage_test(it_is_not_known_beyond_the_moment_in_which_it_turns),
		stage_test(a_change_forgets_it_and_what_was_asked_before),
		stage_test(nothing_is_known_where_others_are_not_heard),
		stage_test(only_who_is_asked_for_often_is_listened_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
