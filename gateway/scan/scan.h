/*
 * The scanner for malware: clamd, at the setting `clamd`. A file goes there piece by piece
 * (INSTREAM), never as a path, and nothing but its own word makes it clean. Whether the scanner can
 * be relied upon is looked at every minute; where it cannot, no file is taken.
 *
 * clamd writes what it is given into its TemporaryDirectory: that is to be a tmpfs. Loop thread
 * only.
 */
#ifndef FRONTDESK_SCAN_H
#define FRONTDESK_SCAN_H

#include "call/call.h"
#include "scan/look.h"

struct scan;

/* Reads the settings; NULL with a sentence when one will not do. */
struct scan *scan_new(const struct env *env, const char **ret_reason);
/* No call may run any more. The loop must turn once more for its handles. */
void scan_free(struct scan **scan);

/* What the last look has shown. */
enum scan_state scan_state(const struct scan *scan);
/* Its signatures' number, and their age; 0 and -1 where that is not known. */
int64_t scan_signatures(const struct scan *scan);
int64_t scan_signatures_age_s(const struct scan *scan);
/* For people: why no files are taken; NULL where they are. */
const char *scan_hindrance(enum scan_state state);
/* How that look is to be judged by the setting `clamd_days`. */
enum scan_state scan_judge(const struct settings *settings, const struct scan_look *look);

enum scan_verdict {
	SCAN_CLEAN,
	SCAN_INFECTED,
	SCAN_TOO_LARGE, /* for the scanner's own limit: it has no verdict, and will have none */
	SCAN_FAILED     /* it has none, and may have one later */
};

typedef struct next (*scan_step)(struct call *call, enum err err);
typedef struct next (*scan_then)(
	struct call *call, enum scan_verdict verdict, struct text signature);

/* Begins with a file. ERR_BUSY here, or behind a piece: it takes no more, and scan_end says why. */
struct next scan_begin(struct call *call, scan_step then);
/* Hands over the next piece, which is borrowed until then. */
struct next scan_piece(struct call *call, struct text bytes, scan_step then);
/* Asks for the verdict; the name of what was found is the call's arena's. */
struct next scan_end(struct call *call, scan_then then);
/* Breaks it off; a call that has not begun is taken. */
void scan_break(struct call *call);

#endif
