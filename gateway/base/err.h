/* The errors of the house, from err.def: one enum, and what each is to HTTP and to sockets. */
#ifndef FRONTDESK_ERR_H
#define FRONTDESK_ERR_H

enum err {
	ERR_NONE,
#define ERR(name, status, code, title) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_COUNT
};

/* The HTTP status (RFC 9110); 200 for ERR_NONE. */
int err_status(enum err err);
/* The stable word that clients switch on; "none" for ERR_NONE. */
const char *err_code(enum err err);
/* The problem's title: one sentence for people. */
const char *err_title(enum err err);

#endif
