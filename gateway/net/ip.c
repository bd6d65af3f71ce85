/* Addresses: inet_pton does the reading, on a copy that ends with NUL. */
#include "net/ip.h"

#include <arpa/inet.h>
#include <string.h>

static const uint8_t mapped[IP_SIZE - IP_V4_SIZE] = {[10] = 0xff, [11] = 0xff};

static bool read_family(struct text text, int family, void *ret_bytes)
{
	char string[IP_TEXT_SIZE];
	if (text.size == 0 || text.size >= sizeof(string))
		return false;
	memcpy(string, text.data, text.size);
	string[text.size] = '\0';
	return strlen(string) == text.size && inet_pton(family, string, ret_bytes) == 1;
}

bool ip_read_v4(struct text text, struct ip *ret_ip)
{
	uint8_t bytes[IP_V4_SIZE];
	if (!read_family(text, AF_INET, bytes))
		return false;
	*ret_ip = ip_from_v4(bytes);
	return true;
}

bool ip_read_v6(struct text text, struct ip *ret_ip)
{
	uint8_t bytes[IP_SIZE];
	if (!read_family(text, AF_INET6, bytes))
		return false;
	*ret_ip = ip_from_v6(bytes);
	return true;
}

bool ip_read(struct text text, struct ip *ret_ip)
{
	return ip_read_v4(text, ret_ip) || ip_read_v6(text, ret_ip);
}

/* --- nodes ------------------------------------------------------------------------------- */
static bool is_obfuscated_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '.' || c == '_' || c == '-';
}

/* "443", or a name for it that begins with '_' (RFC 7239, 6.2). */
static bool is_port(struct text text)
{
	uint64_t number;
	if (text.size == 0 || text.data[0] != '_')
		return text_to_uint64(text, &number) && number <= UINT16_MAX;
	for (size_t i = 0; i < text.size; i++)
		if (!is_obfuscated_char(text.data[i]))
			return false;
	return text.size > 1;
}

static struct text rest_after(struct text text, const char *at)
{
	return (struct text){at + 1, (size_t)(text.data + text.size - at - 1)};
}

static bool read_bracketed(struct text text, struct ip *ret_ip)
{
	const char *end = memchr(text.data, ']', text.size);
	if (!end)
		return false;
	struct text inside = {text.data + 1, (size_t)(end - text.data - 1)};
	struct text rest = rest_after(text, end);
	bool is_whole =
		rest.size == 0 || (rest.data[0] == ':' && is_port(rest_after(rest, rest.data)));
	return is_whole && ip_read_v6(inside, ret_ip);
}

bool ip_read_node(struct text text, struct ip *ret_ip)
{
	if (text.size == 0)
		return false;
	if (text.data[0] == '[')
		return read_bracketed(text, ret_ip);
	const char *colon = memchr(text.data, ':', text.size);
	struct text host = {text.data, colon ? (size_t)(colon - text.data) : text.size};
	struct ip ip;
	if (!colon || !ip_read_v4(host, &ip))
		return ip_read(text, ret_ip);
	if (!is_port(rest_after(text, colon)))
		return false;
	*ret_ip = ip;
	return true;
}

/* --- bytes ------------------------------------------------------------------------------- */
struct ip ip_from_v4(const void *bytes)
{
	struct ip ip;
	memcpy(ip.bytes, mapped, sizeof(mapped));
	memcpy(ip.bytes + sizeof(mapped), bytes, IP_V4_SIZE);
	return ip;
}

struct ip ip_from_v6(const void *bytes)
{
	struct ip ip;
	memcpy(ip.bytes, bytes, sizeof(ip.bytes));
	return ip;
}

void ip_format(const struct ip *ip, char ret_text[IP_TEXT_SIZE])
{
	bool is_v4 = memcmp(ip->bytes, mapped, sizeof(mapped)) == 0;
	const uint8_t *bytes = is_v4 ? ip->bytes + sizeof(mapped) : ip->bytes;
	(void)inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, ret_text, IP_TEXT_SIZE);
}
