/*
 * Pictures that strangers send, made anew before anybody is shown them: pixels and nothing else, no
 * larger than the limits of picture.h. A program of its own decodes them (main.c, helper.h), one at
 * a time, a process for each. A picture at which it dies, or for which it takes too long, is
 * refused: nobody tries it again.
 *
 * Loop thread only.
 */
#ifndef FRONTDESK_PICTURES_H
#define FRONTDESK_PICTURES_H

#include "call/call.h"
#include "loop/env.h"
#include "pictures/protocol.h"

enum {
	PICTURES_WAITING_MOST = 64,
	PICTURES_LIMIT_MS = 60000 /* of which the program has 20 s of a processor */
};

enum picture_outcome {
	PICTURE_MADE,    /* it can be shown */
	PICTURE_REFUSED, /* it never can be */
	PICTURE_PUT_OFF  /* too many wait, or the program cannot be started: later, perhaps */
};

struct pictures;
/* Looks for the program beside this one. */
struct pictures *pictures_new(const struct env *env);
/* With the program at another place, and as long as it may take. */
struct pictures *pictures_new_at(const struct env *env, const char *program, uint32_t limit_ms);
/* Breaks off what is under way and tells nobody; turns the loop until nothing of it is left there.
 */
void pictures_free(struct pictures **pictures);
/* Where the program has to be, in the arena; NULL where the system does not say where this one is.
 */
const char *pictures_program(struct arena *arena);

struct picture_asking;
/* Runs once, from the loop, never from inside pictures_begin. What was made is borrowed until it
 * returns, NULL of what was not. */
typedef void (*picture_asked)(
	struct picture_asking *asking, enum picture_outcome outcome, const struct picture *picture);

/* Embed it in its owner, reach the owner by CONTAINER_OF; it must stay until it was answered, and
 * so must the bytes. */
struct picture_asking {
	struct text bytes;
	picture_asked asked;
	struct picture_asking *next; /* that waits; pictures.c's */
};

void pictures_begin(struct pictures *pictures, struct picture_asking *asking);

/* The same for a call, which waits: the bytes are its arena's, and what is made is put there. */
typedef struct next (*picture_then)(
	struct call *call, enum picture_outcome outcome, const struct picture *picture);
struct next pictures_clean(struct call *call, struct text bytes, picture_then then);

#endif
