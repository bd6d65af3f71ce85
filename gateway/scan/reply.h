/*
 * What clamd says, byte by byte (clamd(8), with commands that begin with z): a reply ends with a
 * zero. Pure. Whatever is not exactly a clean verdict is none.
 */
#ifndef FRONTDESK_SCAN_REPLY_H
#define FRONTDESK_SCAN_REPLY_H

#include "base/text.h"

enum {
	SCAN_REPLY_MOST = 1024, /* bytes of one; names of signatures have 100 at most */
	SCAN_NAME_MOST = 200    /* of a name that is kept */
};

/* Zeroed at first. */
struct scan_reply {
	char bytes[SCAN_REPLY_MOST];
	size_t size;
	bool is_whole, is_fault; /* its zero has come; more has come than may */
};

enum scan_word {
	SCAN_WORD_CLEAN,
	SCAN_WORD_FOUND,
	SCAN_WORD_TOO_LARGE, /* more than clamd's StreamMaxLength */
	SCAN_WORD_FAULT      /* anything else: no verdict */
};

/* Takes what has come; what comes behind the zero is a fault. */
void scan_reply_add(struct scan_reply *reply, struct text bytes);
/* What a whole reply to INSTREAM says, and the name of what was found, of which nothing but
 * printable ASCII is left; absent where nothing was. */
enum scan_word scan_reply_word(const struct scan_reply *reply, char ret_name[SCAN_NAME_MOST + 1]);

/* Which signatures it looks for: "ClamAV 1.4.6/27000/Mon Nov 30 09:00:00 2026". */
struct scan_version {
	int64_t signatures; /* their number, which grows; 0: it does not say */
	int64_t made_s;     /* since 1970, to the hours of its time zone; 0: it does not say */
};

/* Reads a whole reply to VERSION; false for what is none. */
bool scan_version_read(const struct scan_reply *reply, struct scan_version *ret_version);

#endif
