/* Where workers accept: sockets that serve are kept, others are opened anew. */
#include "unit.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "process/supervisor_private.h"

enum { WORKERS = 2, ADDRESSES = 2 };

static struct arena arena;
static struct worker workers[WORKERS];
static struct supervisor supervisor;

static int free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	(void)close(fd);
	return ntohs(address.sin_port);
}

static void start(size_t worker)
{
	const char *reason = "";
	assert_true(supervisor_open_sockets(&supervisor, worker, &reason));
	for (size_t i = 0; i < ADDRESSES; i++)
		assert_true(listener_begin(workers[worker].sockets[i]));
}

static int open_all(void **state)
{
	const char *reason = "";
	int port = free_port();
	arena_init(&arena);
	supervisor =
		(struct supervisor){.arena = &arena, .worker_count = WORKERS, .workers = workers};
	assert_true(listener_read(&arena,
		arena_string(&arena, "127.0.0.1:%d, 127.0.0.2:%d", port, port),
		&supervisor.listeners, &reason));
	for (size_t i = 0; i < WORKERS; i++)
		supervisor_forget_sockets(&workers[i]);
	for (size_t i = 0; i < WORKERS; i++)
		start(i);
	(void)state;
	return 0;
}

static int close_all(void **state)
{
	supervisor_close_all_sockets(&supervisor);
	arena_done(&arena);
	(void)state;
	return 0;
}

static ino_t identity(int socket)
{
	struct stat status;
	assert_int_equal(fstat(socket, &status), 0);
	return status.st_ino;
}

static void sockets_that_listen_are_handed_to_the_next_process(void **state)
{
	ino_t before[] = {identity(workers[0].sockets[0]), identity(workers[0].sockets[1])};
	start(0);
	assert_int_equal(identity(workers[0].sockets[0]), before[0]);
	assert_int_equal(identity(workers[0].sockets[1]), before[1]);
	(void)state;
}

static void each_socket_that_was_ended_is_opened_anew(void **state)
{
	ino_t before[] = {identity(workers[0].sockets[0]), identity(workers[0].sockets[1])};
	for (size_t i = 0; i < ADDRESSES; i++)
		assert_int_equal(shutdown(workers[0].sockets[i], SHUT_RDWR), 0);
	start(0);
	assert_int_not_equal(identity(workers[0].sockets[0]), before[0]);
	assert_int_not_equal(identity(workers[0].sockets[1]), before[1]);
	(void)state;
}

/* Otherwise the port would be anybody's. */
static void who_opens_where_nobody_listens_does_so_at_once(void **state)
{
	const char *reason = "";
	supervisor_close_sockets(&supervisor, 0);
	supervisor_close_sockets(&supervisor, 1);
	for (size_t i = 0; i < WORKERS; i++)
		assert_true(supervisor_open_sockets(&supervisor, i, &reason));
	supervisor_close_sockets(&supervisor, 0); /* worker 1's has not listened yet */
	assert_true(supervisor_open_sockets(&supervisor, 0, &reason));
	assert_true(listener_listens(workers[0].sockets[0]));
	assert_false(listener_listens(workers[1].sockets[0]));
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			sockets_that_listen_are_handed_to_the_next_process, open_all, close_all),
		cmocka_unit_test_setup_teardown(
			each_socket_that_was_ended_is_opened_anew, open_all, close_all),
		cmocka_unit_test_setup_teardown(
			who_opens_where_nobody_listens_does_so_at_once, open_all, close_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
