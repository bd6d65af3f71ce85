/* An IP address as one value, IPv4 ones mapped into IPv6 (RFC 4291, 2.5.5.2). Pure. */
#ifndef FRONTDESK_IP_H
#define FRONTDESK_IP_H

#include "base/text.h"

enum { IP_SIZE = 16, IP_V4_SIZE = 4, IP_TEXT_SIZE = 46 /* INET6_ADDRSTRLEN */ };

struct ip {
	uint8_t bytes[IP_SIZE];
};

/* Each reads one notation and nothing beside it: "203.0.113.7", "2001:db8::1", or either. */
bool ip_read_v4(struct text text, struct ip *ret_ip);
bool ip_read_v6(struct text text, struct ip *ret_ip);
bool ip_read(struct text text, struct ip *ret_ip);
/* Reads what names a node (RFC 7239, 6), its port left out: either notation, brackets around an
 * IPv6 address, and behind an IPv4 address or brackets a port or an obfuscated one. */
bool ip_read_node(struct text text, struct ip *ret_ip);
/* From the four bytes of an IPv4 address, in network order. */
struct ip ip_from_v4(const void *bytes);
struct ip ip_from_v6(const void *bytes);
/* Writes it as it is usually written, so that one address is one text; a mapped one as IPv4. */
void ip_format(const struct ip *ip, char ret_text[IP_TEXT_SIZE]);

#endif
