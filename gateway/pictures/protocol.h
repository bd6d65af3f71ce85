/*
 * What a worker and the program frontdesk-pictures say to each other, by pipes: one request, one
 * answer, then the program ends. Numbers are big-endian. Pure.
 *
 *   request   "FDPQ" version:4 size:4, then the picture
 *   answer    "FDPA" version:4 verdict:4 kind:4 width:4 height:4 frames:4 size:4, then the picture
 *
 * Neither side believes the other: whoever has taken over the program by a picture may say
 * anything.
 */
#ifndef FRONTDESK_PICTURES_PROTOCOL_H
#define FRONTDESK_PICTURES_PROTOCOL_H

#include "pictures/picture.h"

enum { PICTURE_PROTOCOL = 1, PICTURE_REQUEST_HEAD = 12, PICTURE_ANSWER_HEAD = 32 };

enum picture_verdict {
	PICTURE_CLEAN,     /* it was made anew */
	PICTURE_FOREIGN,   /* none of the kinds that are shown */
	PICTURE_TOO_LARGE, /* in bytes or in pixels, before or after */
	PICTURE_BROKEN,    /* it cannot be decoded to its end */
	PICTURE_VERDICTS
};

/* What was made: upright, in sRGB, with nothing but pixels and, of an animation, their times. */
struct picture {
	struct picture_head head;
	uint32_t frames;
	struct text bytes;
};

void picture_request_write(uint32_t size, uint8_t ret_head[PICTURE_REQUEST_HEAD]);
/* False: no request of this version, or one of no byte or too many. */
bool picture_request_read(const uint8_t head[PICTURE_REQUEST_HEAD], uint32_t *ret_size);

/* The head of an answer; the picture is NULL unless it is clean. */
void picture_answer_write(enum picture_verdict verdict, const struct picture *picture,
	uint8_t ret_head[PICTURE_ANSWER_HEAD]);
/* An answer, whole. False: nothing that is to be believed, as a picture beyond the limits, one that
 * does not begin as it says it is, and any byte too many. Of a clean one the picture's bytes are
 * borrowed; of others it is left alone. */
bool picture_answer_read(
	struct text said, enum picture_verdict *ret_verdict, struct picture *ret_picture);

#endif
