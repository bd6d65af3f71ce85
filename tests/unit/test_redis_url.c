/* The setting `redis`, and which server serves a channel. */
#include "unit.h"

#include "redis/url.h"

static struct redis_address addresses[REDIS_SERVERS_MAX];
static const char *reason;

static size_t parse(struct arena *arena, const char *list)
{
	size_t count = SIZE_MAX;
	reason = NULL;
	if (redis_url_parse(arena, text_from(list), addresses, &count, &reason) != ERR_NONE)
		assert_non_null(reason);
	return count;
}

static void no_servers_are_an_empty_list(void **state)
{
	assert_int_equal(parse(*state, ""), 0);
	assert_int_equal(parse(*state, "  "), 0);
}

static void a_socket_is_a_path(void **state)
{
	assert_int_equal(parse(*state, "unix:/run/redis/redis.sock"), 1);
	assert_text_equal(addresses[0].path, "/run/redis/redis.sock");
	assert_text_equal(addresses[0].name, "unix:/run/redis/redis.sock");
	assert_true(text_is_absent(addresses[0].host));
}

static void a_host_may_have_a_port(void **state)
{
	assert_int_equal(parse(*state, "redis.example:7000, 10.0.0.1 ,[2001:db8::1]:7001"), 3);
	assert_text_equal(addresses[0].host, "redis.example");
	assert_int_equal(addresses[0].port, 7000);
	assert_text_equal(addresses[1].host, "10.0.0.1");
	assert_int_equal(addresses[1].port, 6379);
	assert_text_equal(addresses[2].host, "2001:db8::1");
	assert_int_equal(addresses[2].port, 7001);
	assert_true(text_is_absent(addresses[0].password));
}

static void a_url_brings_password_and_database(void **state)
{
	assert_int_equal(
		parse(*state, "redis://:a%2Cb%40c@db.example:7000/3,redis://bus:x:y@h"), 2);
	assert_text_equal(addresses[0].password, "a,b@c");
	assert_true(text_is_absent(addresses[0].user));
	assert_text_equal(addresses[0].host, "db.example");
	assert_int_equal(addresses[0].database, 3);
	assert_text_equal(addresses[1].user, "bus");
	assert_text_equal(addresses[1].password, "x:y");
	assert_int_equal(addresses[1].port, 6379);
}

static void a_name_repeats_no_password(void **state)
{
	assert_int_equal(parse(*state, "redis://bus:secret@db.example:7000/3"), 1);
	assert_text_equal(addresses[0].name, "db.example:7000");
}

static void what_is_no_server_is_refused(void **state)
{
	static const char *const wrong[] = {"unix:", "unix:relative", "unix:/a\"b",
		"host:", "host:0", "host:65536", "host:12x", ":6379", "[::1", "[]:1", "::1", "a b",
		"redis://", "redis://secret@host", "redis://:%@host", "redis://:%zz@host",
		"redis://h/x", "redis://h/9999999", "http://host", ",host", "a,,b", "a,a"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(parse(*state, wrong[i]), SIZE_MAX);
}

static void a_refusal_repeats_no_password(void **state)
{
	assert_int_equal(parse(*state, "redis://:secret@host/x"), SIZE_MAX);
	assert_null(strstr(reason, "secret"));
}

static void sixteen_servers_are_the_most(void **state)
{
	assert_int_equal(parse(*state, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p"), 16);
	assert_int_equal(parse(*state, "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"), SIZE_MAX);
}

static void every_server_has_its_share(void **state)
{
	size_t shares[3] = {0};
	(void)parse(*state, "a,b,c");
	for (uint32_t i = 0; i < 3000; i++)
		shares[redis_url_choose(addresses, 3, &i, sizeof(i))]++;
	for (size_t i = 0; i < 3; i++)
		assert_in_range(shares[i], 900, 1100);
}

static void the_order_of_the_list_does_not_matter(void **state)
{
	struct redis_address turned[3];
	(void)parse(*state, "a,b,c");
	for (size_t i = 0; i < 3; i++)
		turned[i] = addresses[2 - i];
	for (uint32_t i = 0; i < 300; i++)
		assert_int_equal(redis_url_choose(addresses, 3, &i, sizeof(i)),
			2 - redis_url_choose(turned, 3, &i, sizeof(i)));
}

static void a_server_that_goes_moves_its_share_only(void **state)
{
	(void)parse(*state, "a,b,c");
	for (uint32_t i = 0; i < 300; i++) {
		size_t of_three = redis_url_choose(addresses, 3, &i, sizeof(i));
		size_t of_two = redis_url_choose(addresses, 2, &i, sizeof(i));
		assert_true(of_three == 2 || of_three == of_two);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(no_servers_are_an_empty_list),
		arena_test(a_socket_is_a_path),
		arena_test(a_host_may_have_a_port),
		arena_test(a_url_brings_password_and_database),
		arena_test(a_name_repeats_no_password),
		arena_test(what_is_no_server_is_refused),
		arena_test(a_refusal_repeats_no_password),
		arena_test(sixteen_servers_are_the_most),
		arena_test(every_server_has_its_share),
		arena_test(the_order_of_the_list_does_not_matter),
		arena_test(a_server_that_goes_moves_its_share_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
