/* What the settings say of outgoing mail. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "outside/mail_server.h"

static const struct settings usual = {.public_url = "https://desk.example:8443/x",
	.smtp_server = "smtp://mail.example",
	.smtp_tls = "required",
	.smtp_user = "",
	.smtp_password_file = "",
	.mail_sender = ""};
static struct mail_service service;

static const char *read_as(struct arena *arena, const struct settings *settings)
{
	const char *reason = NULL;
	memset(&service, 0, sizeof(service));
	return mail_service_read(&service, settings, arena, &reason) ? NULL : reason;
}

static void a_server_has_a_host_and_a_port(void **state)
{
	static const struct {
		const char *url, *host;
		uint16_t port;
		enum outside_tls tls;
	} rows[] = {
		{"smtp://mail.example", "mail.example", 587, OUTSIDE_STARTTLS},
		{"smtp://mail.example:25/", "mail.example", 25, OUTSIDE_STARTTLS},
		{"smtps://mail.example", "mail.example", 465, OUTSIDE_TLS},
		{"smtps://10.0.0.1:1465", "10.0.0.1", 1465, OUTSIDE_TLS},
		{"smtp://[2001:db8::1]", "[2001:db8::1]", 587, OUTSIDE_STARTTLS},
		{"smtp://[::1]:2525", "[::1]", 2525, OUTSIDE_STARTTLS},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct settings settings = usual;
		settings.smtp_server = rows[i].url;
		assert_null(read_as(*state, &settings));
		assert_true(service.is_set);
		assert_text_equal(service.server.host, rows[i].host);
		assert_int_equal(service.server.port, rows[i].port);
		assert_int_equal(service.server.tls, rows[i].tls);
	}
}

static void what_is_no_server_is_refused(void **state)
{
	static const char *const others[] = {"mail.example", "http://mail.example", "smtp://",
		"smtp://mail.example:", "smtp://mail.example:0", "smtp://mail.example:65536",
		"smtp://user@mail.example", "smtp://mail example", "smtp://[::1", "smtp://a/b"};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct settings settings = usual;
		settings.smtp_server = others[i];
		if (!read_as(*state, &settings))
			fail_msg("%s is taken", others[i]);
	}
	struct settings settings = usual;
	settings.smtp_tls = "perhaps";
	assert_string_equal(
		read_as(*state, &settings), "smtp_tls must be required, offered or none");
}

static void without_a_server_there_is_none(void **state)
{
	struct settings settings = usual;
	settings.smtp_server = "";
	assert_null(read_as(*state, &settings));
	assert_false(service.is_set);
}

static void in_place_of_a_server_there_may_be_an_inbox(void **state)
{
	struct settings settings = usual;
	settings.smtp_server = "inbox";
	assert_null(read_as(*state, &settings));
	assert_true(service.is_set && service.is_inbox);
	settings.smtp_server = "inboxes";
	assert_non_null(read_as(*state, &settings));
}

static void a_sender_has_an_address_and_perhaps_a_name(void **state)
{
	struct settings settings = usual;
	assert_null(read_as(*state, &settings));
	assert_text_equal(service.sender_address, "frontdesk@desk.example");
	assert_true(text_is_absent(service.sender_name));
	assert_text_equal(service.our_host, "desk.example");
	settings.mail_sender = " The Shop <Desk@Shop.example>";
	assert_null(read_as(*state, &settings));
	assert_text_equal(service.sender_name, "The Shop");
	assert_text_equal(service.sender_address, "desk@shop.example");
	settings.mail_sender = "desk@shop.example";
	assert_null(read_as(*state, &settings));
	assert_true(text_is_absent(service.sender_name));
	settings.mail_sender = "The Shop";
	assert_non_null(read_as(*state, &settings));
	settings.mail_sender = "A\r\nB <desk@shop.example>";
	assert_non_null(read_as(*state, &settings));
}

static void a_host_that_is_no_name_greets_nobody(void **state)
{
	struct settings settings = usual;
	settings.public_url = "http://[::1]:8080";
	assert_null(read_as(*state, &settings));
	assert_text_equal(service.our_host, "localhost");
}

static void a_password_is_a_line_of_a_file(void **state)
{
	char path[] = "/tmp/password-XXXXXX";
	struct settings settings = usual;
	int fd = mkstemp(path);
	assert_int_equal(write(fd, "se cret\n", 8), 8);
	settings.smtp_user = "desk";
	assert_string_equal(
		read_as(*state, &settings), "smtp_user and smtp_password_file belong together");
	settings.smtp_password_file = path;
	assert_null(read_as(*state, &settings));
	assert_text_equal(service.server.user, "desk");
	assert_text_equal(service.server.password, "se cret");
	const char *password = service.server.password.data;
	mail_service_wipe(&service);
	assert_memory_equal(password, "\0\0\0\0\0\0\0", 7);
	assert_int_equal(write(fd, "two", 3), 3);
	assert_non_null(read_as(*state, &settings));
	settings.smtp_password_file = "/nowhere";
	assert_non_null(strstr(read_as(*state, &settings), "/nowhere"));
	(void)close(fd);
	(void)unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_server_has_a_host_and_a_port),
		arena_test(what_is_no_server_is_refused),
		arena_test(without_a_server_there_is_none),
		arena_test(in_place_of_a_server_there_may_be_an_inbox),
		arena_test(a_sender_has_an_address_and_perhaps_a_name),
		arena_test(a_host_that_is_no_name_greets_nobody),
		arena_test(a_password_is_a_line_of_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
