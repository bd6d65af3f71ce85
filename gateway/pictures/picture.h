/*
 * What a picture is by its own first bytes, before anybody decodes it: its kind and its size. Pure.
 * JPEG (ITU T.81, B), PNG (W3C, 11.2.1), GIF (89a, 17 and 18), WebP (RFC 9649).
 */
#ifndef FRONTDESK_PICTURE_H
#define FRONTDESK_PICTURE_H

#include "base/text.h"

enum picture_kind { PICTURE_JPEG, PICTURE_PNG, PICTURE_GIF, PICTURE_WEBP, PICTURE_KINDS };

/* What is looked at, and what is made of it. */
enum {
	PICTURE_SIZE_MOST = 32 * 1024 * 1024, /* bytes, of either */
	PICTURE_PIXELS_MOST = 40 * 1000 * 1000,
	PICTURE_FRAMES_MOST = 200, /* of more, or of more pixels in all, the first is kept */
	PICTURE_SIDE_MOST = 4096   /* of what is made: what is longer is made smaller */
};

struct picture_head {
	enum picture_kind kind;
	uint32_t width, height; /* as stored: an orientation turns it when it is shown */
};

/* False: it is none of these kinds, or does not say how large it is. */
bool picture_head_read(struct text bytes, struct picture_head *ret_head);
/* "image/jpeg" and the like. */
const char *picture_media_type(enum picture_kind kind);

#endif
