/*
 * Of IPv4 all that IANA's registry of special-purpose addresses (RFC 6890) does not call global;
 * of IPv6 nothing is global but 2000::/3, with exceptions of its own. The first row that has an
 * address judges it.
 */
#include "outside/address.h"

#include <string.h>

enum { V4_AT_NONE = 0 };

/* A network by its first bits; where `v4_at` is set, four bytes from there are an IPv4 address. */
struct row {
	uint8_t prefix[IP_SIZE];
	uint8_t bits;
	uint8_t v4_at;
	const char *what; /* NULL: the outside */
};

/* clang-format off */
static const struct row v4_rows[] = {
	{{0},                8, V4_AT_NONE, "this machine"},                  /* RFC 791, 3.2 */
	{{10},               8, V4_AT_NONE, "a private network"},             /* RFC 1918 */
	{{100, 64},         10, V4_AT_NONE, "a provider's own network"},      /* RFC 6598 */
	{{127},              8, V4_AT_NONE, "this machine"},                  /* RFC 1122, 3.2.1.3 */
	{{168, 63, 129, 16}, 32, V4_AT_NONE, "a cloud's own service"},        /* Azure's host */
	{{169, 254},        16, V4_AT_NONE, "a link of this machine"},        /* RFC 3927; clouds' metadata */
	{{172, 16},         12, V4_AT_NONE, "a private network"},             /* RFC 1918 */
	{{192, 0, 0},       24, V4_AT_NONE, "a network for protocols"},       /* RFC 6890; a cloud's metadata */
	{{192, 0, 2},       24, V4_AT_NONE, "a network for documentation"},   /* RFC 5737 */
	{{192, 88, 99},     24, V4_AT_NONE, "a network for protocols"},       /* RFC 7526 */
	{{192, 168},        16, V4_AT_NONE, "a private network"},             /* RFC 1918 */
	{{198, 18},         15, V4_AT_NONE, "a network for measurements"},    /* RFC 2544 */
	{{198, 51, 100},    24, V4_AT_NONE, "a network for documentation"},   /* RFC 5737 */
	{{203, 0, 113},     24, V4_AT_NONE, "a network for documentation"},   /* RFC 5737 */
	{{224},              4, V4_AT_NONE, "a multicast group"},             /* RFC 5771 */
	{{240},              4, V4_AT_NONE, "a reserved network"},            /* RFC 1112, 4; broadcast */
	{{0},                0, V4_AT_NONE, NULL},
};
static const struct row v6_rows[] = {
	{{[10] = 0xff, 0xff},      96, 12, NULL},                             /* mapped: RFC 4291, 2.5.5.2 */
	{{0x00, 0x64, 0xff, 0x9b}, 96, 12, NULL},                             /* NAT64: RFC 6052 */
	{{0x20, 0x02},             16,  2, NULL},                             /* 6to4: RFC 3056 */
	{{0x20, 0x01},             32, V4_AT_NONE, "a tunnel"},               /* Teredo: RFC 4380 */
	{{0x20, 0x01},             23, V4_AT_NONE, "a network for protocols"}, /* RFC 2928 */
	{{0x20, 0x01, 0x0d, 0xb8}, 32, V4_AT_NONE, "a network for documentation"}, /* RFC 3849 */
	{{0x3f, 0xff},             20, V4_AT_NONE, "a network for documentation"}, /* RFC 9637 */
	{{0x20},                    3, V4_AT_NONE, NULL},                     /* global: RFC 4291, 2.4 */
	{{[15] = 1},              128, V4_AT_NONE, "this machine"},           /* RFC 4291, 2.5.3 */
	{{0},                      96, V4_AT_NONE, "this machine"},           /* and compatible ones, 2.5.5.1 */
	{{0xfe, 0x80},             10, V4_AT_NONE, "a link of this machine"}, /* RFC 4291, 2.5.6 */
	{{0xfc},                    7, V4_AT_NONE, "a private network"},      /* RFC 4193; a cloud's metadata */
	{{0xff},                    8, V4_AT_NONE, "a multicast group"},      /* RFC 4291, 2.7 */
	{{0},                       0, V4_AT_NONE, "a reserved network"},
};
/* clang-format on */

static bool has(const struct row *row, const uint8_t *bytes)
{
	size_t whole = row->bits / 8;
	unsigned rest = row->bits % 8;
	if (memcmp(row->prefix, bytes, whole) != 0)
		return false;
	return rest == 0 || ((row->prefix[whole] ^ bytes[whole]) >> (8 - rest)) == 0;
}

/* The last row has everything. */
static const struct row *find(const struct row *rows, const uint8_t *bytes)
{
	while (!has(rows, bytes))
		rows++;
	return rows;
}

const char *address_inside(const struct ip *ip)
{
	const struct row *row = find(v6_rows, ip->bytes);
	if (row->v4_at != V4_AT_NONE)
		row = find(v4_rows, ip->bytes + row->v4_at);
	return row->what;
}
