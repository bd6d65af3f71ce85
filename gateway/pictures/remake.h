/* A picture made anew, by libvips: decoded to its end, turned upright, brought to sRGB and to a
 * side of 4,096 pixels at most, and encoded as its kind without anything else that it had. */
#ifndef FRONTDESK_PICTURES_REMAKE_H
#define FRONTDESK_PICTURES_REMAKE_H

#include "pictures/protocol.h"

/* Starts libvips, with all that it loads; of its operations that read files none is left but those
 * for the four kinds. */
bool remake_prepare(void);
/* The picture's bytes are the process's. */
enum picture_verdict remake(struct text bytes, struct picture *ret_picture);

#endif
