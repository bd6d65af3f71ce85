/*
 * E-mail addresses, judged in one place by one rule: what a mail server can be told after RCPT TO,
 * which is a Mailbox of RFC 5321, 4.1.2, with the letters of RFC 6531. The local part is a dot-atom
 * or quoted, the domain a name; there are no address literals, no comments, no folding, and no
 * characters that nobody sees. Pure.
 */
#ifndef FRONTDESK_EMAIL_H
#define FRONTDESK_EMAIL_H

#include "base/err.h"
#include "base/text.h"

enum { EMAIL_SIZE_MAX = 254, EMAIL_LOCAL_SIZE_MAX = 64 }; /* RFC 5321, 4.5.3.1, erratum 1690 */

/* The form in which addresses are compared, and by which people are known: of two spellings of one
 * mailbox it is the same. ASCII's letters are in lower case, quotes only where they are needed, the
 * domain is as DNS has it. Nobody folds the letters of other scripts in a local part. */
struct email {
	char normal[EMAIL_SIZE_MAX + 1]; /* ends with a NUL */
};

/* Reads an address as it was typed; ERR_FIELD when it is none, and *ret_email is left alone. */
enum err email_read(struct text typed, struct email *ret_email);
/* Whether it is one. */
bool email_is_address(struct text typed);

#endif
