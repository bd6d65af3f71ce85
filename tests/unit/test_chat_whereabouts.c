/* Whereabouts: what PostgreSQL is told of visitors, when, and what of it consoles hear. */
#include "chat_fakes.h"

#include "chat/desk.h"
#include "chat/listen.h"

enum { FIRST_MS = 100000 };

static struct live_session *bring(const char *status)
{
	struct session_view view = {
		.id = session_id, .visitor_id = TEXT("v-1"), .wrapped_key = TEXT("wrapped")};
	assert_true(session_status_parse(text_from(status), &view.status));
	fake.now_ms = FIRST_MS;
	struct live_session *live = live_put(&fake_gateway, &fake_tenant, &view);
	live->desk->has_whereabouts = true;
	return live;
}

/* One turn, up to its statement: false when there was nothing to tell. */
static bool turn(void)
{
	fake.resumed = NULL;
	fake.statement = NULL;
	desk_each(&fake_gateway, whereabouts_turn);
	if (!fake.resumed)
		return false;
	begin_call(CALL_TICK, (struct who){0});
	(void)fake.resumed(&call);
	assert_string_equal(fake.statement, "chat_visitors_tell");
	return true;
}

static void assert_told(const char *word, const char *page)
{
	assert_memory_equal(fake.texts[2].data, word, fake.texts[2].size);
	assert_int_equal(fake.texts[2].size, strlen(word));
	assert_int_equal(fake.texts[3].size, strlen(page));
	assert_memory_equal(fake.texts[3].data, page, strlen(page));
}

static void answer(bool is_news, bool is_here, const char *page)
{
	const struct fake_cell cells[] = {{.uuid = session_id}, {.number = is_news},
		{.number = is_here}, {.is_null = !page, .text = text_from(page ? page : "")},
		{.number = 1}};
	memcpy(fake.cells, cells, sizeof(cells));
	(void)deliver(&call, (struct sql_answer){.row_count = 1});
	end_call();
}

static void says_page(const char *page)
{
	struct proto_message message = {.type = PROTO_PAGE_SET};
	message.page_set = (struct proto_page_set){session_id, text_from(page)};
	begin_call(CALL_SOCKET, visitor());
	(void)page_set(&call, &message);
	end_call();
}

static void who_comes_is_told_at_once_and_consoles_hear_of_it(void **state)
{
	(void)bring("waiting");
	fake.is_listening = true;
	assert_true(turn());
	assert_told("here", "");
	answer(true, true, NULL);
	assert_int_equal(fake.event_count, 1);
	assert_int_equal(fake.channels[0], CHANNEL_AGENTS);
	assert_contains(fake.events[0], "\"type\":\"presence\"");
	assert_contains(fake.events[0], "\"isVisitorHere\":true");
	assert_null(strstr(fake.events[0], "currentPageUrl"));
	fake.now_ms += 1000;
	assert_false(turn());
}

static void what_is_no_news_nobody_hears(void **state)
{
	(void)bring("waiting");
	fake.is_listening = true;
	assert_true(turn());
	answer(false, true, NULL);
	assert_int_equal(fake.event_count, 0);
}

/* Somebody who is connected, and told to be. */
static struct live_session *bring_here(const char *status)
{
	struct live_session *live = bring(status);
	fake.is_listening = true;
	assert_true(turn());
	answer(true, true, NULL);
	return live;
}

static void leave(struct live_session *live)
{
	fake.is_listening = false;
	live->desk->has_whereabouts = true;
	assert_false(turn());
}

static void who_comes_back_within_seconds_has_not_gone(void **state)
{
	struct live_session *live = bring_here("waiting");
	leave(live);
	fake.now_ms += 7000;
	assert_false(turn());
	fake.is_listening = true;
	fake.now_ms += 2000;
	assert_false(turn());
}

static void who_stays_away_has_gone(void **state)
{
	struct live_session *live = bring_here("waiting");
	leave(live);
	fake.now_ms += 8000;
	assert_true(turn());
	assert_told("gone", "");
	answer(true, false, NULL);
	assert_contains(fake.events[1], "\"isVisitorHere\":false");
	fake.now_ms += 60000;
	assert_false(turn());
}

static void of_pages_that_follow_each_other_the_last_is_told_every_few_seconds(void **state)
{
	(void)bring("waiting");
	fake.is_listening = true;
	says_page("https://shop.example/one?token=x#y");
	assert_true(turn());
	assert_told("here", "https://shop.example/one");
	answer(true, true, "https://shop.example/one");
	assert_contains(fake.events[0], "\"currentPageUrl\":\"https://shop.example/one\"");
	says_page("https://shop.example/two");
	says_page("https://shop.example/three");
	fake.now_ms += 2000;
	assert_false(turn());
	fake.now_ms += 1000;
	assert_true(turn());
	assert_told("here", "https://shop.example/three");
	answer(true, true, "https://shop.example/three");
	fake.now_ms += 5000;
	assert_false(turn());
}

static void a_page_that_is_said_elsewhere_than_where_the_visitor_listens_is_told_alone(void **state)
{
	(void)bring("active");
	says_page("https://shop.example/one");
	assert_true(turn());
	assert_told("page", "https://shop.example/one");
	answer(true, true, "https://shop.example/one");
}

static void what_is_no_address_is_refused(void **state)
{
	(void)bring("active");
	struct proto_message message = {.type = PROTO_PAGE_SET};
	message.page_set = (struct proto_page_set){session_id, TEXT("javascript:alert(1)")};
	begin_call(CALL_SOCKET, visitor());
	(void)page_set(&call, &message);
	assert_int_equal(fake.err, ERR_FIELD);
	end_call();
	assert_false(turn());
}

static void what_could_not_be_told_is_told_again(void **state)
{
	(void)bring("waiting");
	fake.is_listening = true;
	says_page("https://shop.example/one");
	assert_true(turn());
	(void)deliver(&call, (struct sql_answer){.err = ERR_BUSY});
	end_call();
	fake.now_ms += 1000;
	assert_true(turn());
	assert_told("here", "https://shop.example/one");
	(void)deliver(&call, (struct sql_answer){0}); /* the row was changing */
	end_call();
	fake.now_ms += 1000;
	assert_true(turn());
	answer(true, true, "https://shop.example/one");
}

static void who_chats_is_told_anew_now_and_then(void **state)
{
	(void)bring_here("active");
	fake.now_ms += 9000;
	assert_false(turn());
	size_t told = 0;
	for (size_t i = 0; i < 60; i++) {
		fake.now_ms += 1000;
		if (!turn())
			continue;
		told++;
		answer(false, true, NULL);
	}
	assert_in_range(told, 2, 4);
}

static void of_an_ended_session_nothing_is_told(void **state)
{
	struct live_session *live = bring("active");
	fake.is_listening = true;
	says_page("https://shop.example/one");
	live->status = SESSION_ENDED;
	assert_false(turn());
	assert_null(live->whereabouts.page);
}

static void after_an_absence_of_postgresqls_all_who_are_here_are_told(void **state)
{
	(void)bring_here("waiting");
	fake.now_ms += 1000;
	assert_false(turn());
	whereabouts_all_due(&fake_gateway);
	assert_true(turn());
	assert_told("here", "");
	answer(false, true, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		stage_test(who_comes_is_told_at_once_and_consoles_hear_of_it),
		stage_test(what_is_no_news_nobody_hears),
		stage_test(who_comes_back_within_seconds_has_not_gone),
		stage_test(who_stays_away_has_gone),
		stage_test(of_pages_that_follow_each_other_the_last_is_told_every_few_seconds),
		stage_test(
			a_page_that_is_said_elsewhere_than_where_the_visitor_listens_is_told_alone),
		stage_test(what_is_no_address_is_refused),
		stage_test(what_could_not_be_told_is_told_again),
		stage_test(who_chats_is_told_anew_now_and_then),
		stage_test(of_an_ended_session_nothing_is_told),
		stage_test(after_an_absence_of_postgresqls_all_who_are_here_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
