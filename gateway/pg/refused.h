/*
 * How many tenants this program refuses because it does not know their schema: `frontdesk migrate`
 * has not brought them up, or has brought them further than the next version. Counted again every
 * 10 s. Until the first answer nobody is served here: it says that control has this version's
 * functions.
 */
#ifndef FRONTDESK_REFUSED_H
#define FRONTDESK_REFUSED_H

#include <stdbool.h>
#include <stdint.h>

struct parts;
struct refused;

struct refused *refused_new(struct parts *parts);
/* Accepts NULL, leaves NULL. */
void refused_free(struct refused **refused);
bool refused_are_counted(const struct refused *refused);
int64_t refused_count(const struct refused *refused);

#endif
