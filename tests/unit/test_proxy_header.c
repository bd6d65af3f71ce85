/* The PROXY protocol's header, version 1 and 2: whom it names, and what is none. */
#include "unit.h"

#include <string.h>

#include "net/proxy_header.h"

enum { MORE = PROXY_HEADER_MORE, COMPLETE = PROXY_HEADER_COMPLETE, BROKEN = PROXY_HEADER_BROKEN };

struct row {
	struct text input;
	int progress;
	size_t rest;        /* bytes of the input that are not the header's */
	const char *client; /* NULL: it names none */
};

static void check(const struct row *row)
{
	struct proxy_header header = {.size = 0};
	char client[IP_TEXT_SIZE];
	int progress = (int)proxy_header_read(row->input, &header);
	if (progress != row->progress)
		fail_msg("%.*s gave %d, not %d", TEXT_ARG(row->input), progress, row->progress);
	if (progress != COMPLETE)
		return;
	assert_int_equal(header.size, row->input.size - row->rest);
	assert_int_equal(header.names_client, row->client != NULL);
	if (!row->client)
		return;
	ip_format(&header.client, client);
	assert_string_equal(client, row->client);
}

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define V4        "\xcb\x00\x71\x07\x0a\x00\x00\x01\x04\xd2\x01\xbb"
#define V6                                         \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1" \
	"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2\x04\xd2\x01\xbb"
#define TLV     "\x04\0\4none"
#define TEN     "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* clang-format off */
static const struct row lines[] = {
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234 443\r\nGET /"),                 COMPLETE, 5, "203.0.113.7"},
	{TEXT("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),        COMPLETE, 0, "255.255.255.255"},
	{TEXT("PROXY TCP6 2001:db8::1 2001:db8::2 1234 443\r\n\r\n"),               COMPLETE, 2, "2001:db8::1"},
	{TEXT("PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2\r\n"),                         COMPLETE, 0, "203.0.113.7"},
	{TEXT("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe 65535 65535\r\n"), COMPLETE, 0, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{TEXT("PROXY UNKNOWN\r\n"),                                                 COMPLETE, 0, NULL},
	{TEXT("PROXY UNKNOWN ::1 ::1 65535 65535\r\nGET"),                          COMPLETE, 3, NULL},
	{TEXT("PROXY UNKNOWN" " " HUNDRED),                                         BROKEN,   0, NULL},
	{TEXT("PROXY UNKNOWNS\r\n"),                                                BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234\r\n"),                          BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234 443 5\r\n"),                    BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7  10.0.0.1 1234 443\r\n"),                     BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234 65536\r\n"),                    BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 -1 443\r\n"),                        BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 2001:db8::1 10.0.0.1 1234 443\r\n"),                      BROKEN,   0, NULL},
	{TEXT("PROXY TCP6 203.0.113.7 10.0.0.1 1234 443\r\n"),                      BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 x 1234 443\r\n"),                             BROKEN,   0, NULL},
	{TEXT("PROXY UDP4 203.0.113.7 10.0.0.1 1234 443\r\n"),                      BROKEN,   0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234 443\n"),                        BROKEN,   0, NULL},
	{TEXT("PROXY \r\n"),                                                        BROKEN,   0, NULL},
	{TEXT("PROXY \n"),                                                          BROKEN,   0, NULL},
	{TEXT("proxy UNKNOWN\r\n"),                                                 BROKEN,   0, NULL},
	{TEXT("GET / HTTP/1.1\r\n\r\n"),                                            BROKEN,   0, NULL},
	{TEXT("P"),                                                                 MORE,     0, NULL},
	{TEXT("PROXY TCP4 203.0.113.7 10.0.0.1 1234 443\r"),                        MORE,     0, NULL},
};

static const struct row binaries[] = {
	{TEXT(SIGNATURE "\x21\x11\0\x0c" V4 "GET /"),             COMPLETE, 5, "203.0.113.7"},
	{TEXT(SIGNATURE "\x21\x21\0\x24" V6),                     COMPLETE, 0, "2001:db8::1"},
	{TEXT(SIGNATURE "\x21\x11\0\x13" V4 TLV "GET /"),         COMPLETE, 5, "203.0.113.7"},
	{TEXT(SIGNATURE "\x20\x00\0\x00GET /"),                   COMPLETE, 5, NULL}, /* LOCAL */
	{TEXT(SIGNATURE "\x20\x11\0\x0c" V4 "GET /"),             COMPLETE, 5, NULL},
	{TEXT(SIGNATURE "\x20\x11\0\x01xGET /"),                  COMPLETE, 5, NULL},
	{TEXT(SIGNATURE "\x21\x00\0\x07" TLV "GET /"),            COMPLETE, 5, NULL},
	{TEXT(SIGNATURE "\x21\x12\0\x0c" V4 "GET /"),             COMPLETE, 5, NULL}, /* datagrams */
	{TEXT(SIGNATURE "\x21\x31\0\xd8" HUNDRED HUNDRED TEN "123456GET /"), COMPLETE, 5, NULL}, /* unix */
	{TEXT(SIGNATURE "\x21\x31\0\xd7" HUNDRED HUNDRED TEN "12345"),       BROKEN,   0, NULL},
	{TEXT(SIGNATURE "\x21\x11\0\x0b" V4),                     BROKEN,   0, NULL},
	{TEXT(SIGNATURE "\x21\x21\0\x0c" V4),                     BROKEN,   0, NULL},
	{TEXT(SIGNATURE "\x22\x11\0\x0c" V4),                     BROKEN,   0, NULL}, /* command */
	{TEXT(SIGNATURE "\x21\x41\0\x0c" V4),                     BROKEN,   0, NULL}, /* family */
	{TEXT(SIGNATURE "\x21\x13\0\x0c" V4),                     BROKEN,   0, NULL}, /* transport */
	{TEXT(SIGNATURE "\x11"),                                  BROKEN,   0, NULL}, /* version */
	{TEXT(SIGNATURE "\x31\x11\0\x0c" V4),                     BROKEN,   0, NULL},
	{TEXT(SIGNATURE "\x21\x11\x07\xf1"),                      BROKEN,   0, NULL}, /* 2,049 bytes */
	{TEXT(SIGNATURE "\x21\x11\x07\xf0"),                      MORE,     0, NULL},
	{TEXT("\r\n\r\nGET / HTTP/1.1\r\n"),                      BROKEN,   0, NULL},
};
/* clang-format on */

static void version_1_names_the_client_of_a_tcp_connection(void **state)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check(&lines[i]);
}

static void version_2_names_the_client_of_a_tcp_connection(void **state)
{
	for (size_t i = 0; i < sizeof(binaries) / sizeof(binaries[0]); i++)
		check(&binaries[i]);
}

/* Wherever a header is cut, it is not complete, and not broken either. */
static void check_parts(const struct row *rows, size_t count)
{
	struct proxy_header header;
	for (size_t i = 0; i < count; i++) {
		struct text whole = rows[i].input;
		for (whole.size -= rows[i].rest; rows[i].progress == COMPLETE && whole.size > 0;) {
			whole.size--;
			assert_int_equal(proxy_header_read(whole, &header), MORE);
		}
	}
}

static void a_header_may_come_in_parts(void **state)
{
	check_parts(lines, sizeof(lines) / sizeof(lines[0]));
	check_parts(binaries, sizeof(binaries) / sizeof(binaries[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_1_names_the_client_of_a_tcp_connection),
		cmocka_unit_test(version_2_names_the_client_of_a_tcp_connection),
		cmocka_unit_test(a_header_may_come_in_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
