/*
 * The tenant's colour, made readable (WCAG 2.1, 1.4.3): as proto/client/color.ts does it for the
 * window, so that page and window look alike. Pure.
 */
#ifndef FRONTDESK_RATING_COLOR_H
#define FRONTDESK_RATING_COLOR_H

#include "base/text.h"

enum { COLOR_SIZE = 7 }; /* "#374d42" */

/* Whether it is written so, in either case. */
bool color_is_one(struct text color);
/* The colour itself, or the nearest mix with white or black that has a contrast of 4.5 to the
 * ground; what is no colour counts as the product's own. Ends with a NUL. */
void color_readable_on(struct text color, struct text ground, char ret_color[COLOR_SIZE + 1]);
/* WCAG's ratio of two colours, from 1 to 21. */
double color_contrast(struct text one, struct text other);

#endif
