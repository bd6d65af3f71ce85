/*
 * Visitors' ids: "v-" and a random UUID for who is anonymous; "c-" and 32 hex digits for a customer
 * for whom the merchant vouched. They are never chosen by clients.
 */
#ifndef FRONTDESK_VISITOR_ID_H
#define FRONTDESK_VISITOR_ID_H

#include "base/text.h"
#include "call/who.h"

/* Whether the merchant vouched for the bearer of this id. */
bool visitor_id_is_proven(struct text visitor_id);
/* The 16 bytes that an id consists of beside its kind, and back. False for what is no id. */
bool visitor_id_parse(struct text visitor_id, struct uuid *ret_bytes, bool *ret_is_proven);
void visitor_id_format(struct uuid bytes, bool is_proven, char ret_visitor_id[VISITOR_ID_SIZE + 1]);

#endif
