/*
 * Domain names as DNS has them: labels of letters, digits and inner hyphens (RFC 1123, 2.1), those
 * of other scripts in their xn-- form (IDNA2008, RFC 5890, by the mapping of UTS #46 that browsers
 * use). libidn2 stands behind this header. Pure.
 */
#ifndef FRONTDESK_DOMAIN_H
#define FRONTDESK_DOMAIN_H

#include "base/text.h"

enum { DOMAIN_SIZE_MAX = 253, DOMAIN_LABEL_SIZE_MAX = 63 };

/* Whether it is a name in lower case as it stands, or an IPv4 address. */
bool domain_is_plain(struct text name);
/* Writes the form in which names are compared: lower case, xn-- for other scripts, and a NUL. False
 * when it is no name, or one with characters in it that nobody sees. */
bool domain_normalize(struct text typed, char ret_name[DOMAIN_SIZE_MAX + 1]);

#endif
