/* What an acceptor does when its socket fails. */
#include "unit.h"

#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>
#include <uv.h>

#include "loop/env.h"
#include "net/accept.h"
#include "net/listener.h"

struct house {
	uv_loop_t loop;
	struct env env;
	struct acceptor *acceptor;
	int socket;
};

static volatile sig_atomic_t asked_to_end; /* how often */
static size_t taken;

static void note_end(int number)
{
	(void)number;
	asked_to_end++;
}

static void take(struct accept_taker *taker, int socket, struct text peer)
{
	assert_text_equal(peer, "127.0.0.1");
	(void)taker;
	(void)close(socket);
	taken++;
}

static struct accept_taker taker = {take};

static int listen_somewhere(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(socket_fd, (void *)&address, sizeof(address)), 0);
	assert_int_equal(listen(socket_fd, LISTENER_BACKLOG), 0);
	return socket_fd;
}

static void knock(int socket_fd)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(getsockname(socket_fd, (void *)&address, &size), 0);
	assert_int_equal(connect(client, (void *)&address, size), 0);
	(void)close(client);
}

static int open_house(void **state)
{
	static struct house house;
	house = (struct house){.env = {.loop = &house.loop}};
	asked_to_end = 0;
	taken = 0;
	(void)signal(SIGTERM, note_end);
	assert_int_equal(uv_loop_init(&house.loop), 0);
	house.socket = listen_somewhere();
	house.acceptor = acceptor_new(&house.env, house.socket, &taker);
	assert_non_null(house.acceptor);
	*state = &house;
	return 0;
}

static int close_house(void **state)
{
	struct house *house = *state;
	acceptor_free(&house->acceptor);
	(void)uv_run(&house->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&house->loop), 0);
	(void)signal(SIGTERM, SIG_DFL);
	return 0;
}

static void what_waits_is_taken(void **state)
{
	struct house *house = *state;
	knock(house->socket);
	(void)uv_run(&house->loop, UV_RUN_ONCE);
	assert_int_equal(taken, 1);
	assert_int_equal(asked_to_end, 0);
}

static void a_socket_that_listens_no_more_ends_the_worker_instead_of_spinning(void **state)
{
	struct house *house = *state;
	assert_true(listener_listens(house->socket));
	assert_int_equal(shutdown(house->socket, SHUT_RDWR), 0);
	(void)uv_run(&house->loop, UV_RUN_DEFAULT);
	assert_int_equal(asked_to_end, 1);
	assert_false(listener_listens(house->socket));
}

static void the_drain_of_a_socket_that_has_failed_says_so_no_second_time(void **state)
{
	struct house *house = *state;
	assert_int_equal(shutdown(house->socket, SHUT_RDWR), 0);
	(void)uv_run(&house->loop, UV_RUN_DEFAULT);
	acceptor_empty(house->acceptor);
	assert_int_equal(asked_to_end, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_waits_is_taken, open_house, close_house),
		cmocka_unit_test_setup_teardown(
			a_socket_that_listens_no_more_ends_the_worker_instead_of_spinning,
			open_house, close_house),
		cmocka_unit_test_setup_teardown(
			the_drain_of_a_socket_that_has_failed_says_so_no_second_time, open_house,
			close_house),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
