/* How the setting `listen` is read, and unix sockets opened. */
#include "unit.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/listener.h"

static struct listeners read_all(struct arena *arena, const char *setting)
{
	struct listeners listeners;
	const char *reason = "";
	if (!listener_read(arena, setting, &listeners, &reason))
		fail_msg("%s: %s", setting, reason);
	return listeners;
}

static void an_entry_is_ipv4_ipv6_or_a_unix_socket(void **state)
{
	struct listeners all = read_all(*state, "127.0.0.1:8080, [::1]:8081 ,unix:/run/desk.sock");
	const struct sockaddr_in *v4 = (const void *)&all.items[0].address;
	const struct sockaddr_in6 *v6 = (const void *)&all.items[1].address;
	const struct sockaddr_un *file = (const void *)&all.items[2].address;
	assert_int_equal(all.count, 3);
	assert_int_equal(v4->sin_family, AF_INET);
	assert_int_equal(ntohs(v4->sin_port), 8080);
	assert_int_equal(v6->sin6_family, AF_INET6);
	assert_int_equal(ntohs(v6->sin6_port), 8081);
	assert_true(listener_is_unix(&all.items[2]));
	assert_string_equal(file->sun_path, "/run/desk.sock");
	assert_string_equal(all.items[1].written, "[::1]:8081");
}

static void all_of_ipv6_takes_ipv4_too_unless_that_has_an_entry_of_its_own(void **state)
{
	struct listeners alone = read_all(*state, "[::]:80, 0.0.0.0:81");
	struct listeners both = read_all(*state, "[::]:80, 0.0.0.0:80");
	assert_false(alone.items[0].is_v6_only);
	assert_true(both.items[0].is_v6_only);
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const bad[] = {"", ",", ":80", "127.0.0.1", "127.0.0.1:", "localhost:80",
		"127.0.0.1:80,", "127.0.0.1:80,,[::1]:80", "127.0.0.1:http", "127.0.0.1:0",
		"127.0.0.1:65536", "127.0.0.1:73616", "127.0.0.1:99999999999", "127.0.0.1:+80",
		"unix:", "unix:relative", "unix:/"};
	struct listeners listeners;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *reason = "";
		if (listener_read(*state, bad[i], &listeners, &reason))
			fail_msg("%s was taken", bad[i]);
		assert_non_null(strstr(reason, "unix:/PATH"));
	}
}

static void an_address_is_listed_once(void **state)
{
	struct listeners listeners;
	const char *reason = "";
	assert_false(listener_read(*state, "[::1]:80, [0::1]:80", &listeners, &reason));
	assert_string_equal(reason, "listen must be at most 16 addresses, each once");
}

static void a_seventeenth_address_is_refused(void **state)
{
	struct listeners listeners;
	const char *reason = "";
	char setting[512] = "127.0.0.1:1000";
	for (int i = 1; i < LISTENERS_MAX + 1; i++) {
		if (i == LISTENERS_MAX)
			assert_int_equal(read_all(*state, setting).count, LISTENERS_MAX);
		(void)snprintf(setting + strlen(setting), 32, ",127.0.0.1:%d", 1000 + i);
	}
	assert_false(listener_read(*state, setting, &listeners, &reason));
	assert_string_equal(reason, "listen must be at most 16 addresses, each once");
}

/* --- opening ------------------------------------------------------------------------------ */
/* Opens a socket there as soon as the gate is open; answers by its status whether it could. */
static _Noreturn void open_at_once(struct arena *arena, const char *setting, const uint32_t *gate)
{
	struct listeners all = read_all(arena, setting);
	const char *reason = "";
	while (!__atomic_load_n(gate, __ATOMIC_ACQUIRE))
		;
	int socket_fd = listener_open(&all.items[0], true, arena, &reason);
	if (socket_fd < 0)
		(void)fprintf(stderr, "%s\n", reason);
	listener_remove(&all.items[0]);
	_exit(socket_fd < 0 ? 1 : 0);
}

static void two_that_open_different_sockets_in_one_folder_at_once_both_get_theirs(void **state)
{
	enum { ROUNDS = 50 };
	char folder[] = "/tmp/frontdesk-test-listener-XXXXXX", setting[2][64];
	uint32_t *gate = mmap(
		NULL, sizeof(*gate), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int failed = 0, status;
	assert_true(gate != MAP_FAILED);
	assert_non_null(mkdtemp(folder));
	for (int round = 0; round < ROUNDS; round++) {
		__atomic_store_n(gate, 0, __ATOMIC_RELEASE);
		for (int i = 0; i < 2; i++) {
			(void)snprintf(setting[i], sizeof(setting[i]), "unix:%s/%d", folder, i);
			if (fork() == 0)
				open_at_once(*state, setting[i], gate);
		}
		__atomic_store_n(gate, 1, __ATOMIC_RELEASE);
		for (int i = 0; i < 2; i++) {
			assert_true(wait(&status) > 0);
			failed += status != 0;
		}
	}
	(void)rmdir(folder);
	assert_int_equal(failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(an_entry_is_ipv4_ipv6_or_a_unix_socket),
		arena_test(all_of_ipv6_takes_ipv4_too_unless_that_has_an_entry_of_its_own),
		arena_test(what_is_no_address_is_refused),
		arena_test(an_address_is_listed_once),
		arena_test(a_seventeenth_address_is_refused),
		arena_test(two_that_open_different_sockets_in_one_folder_at_once_both_get_theirs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
