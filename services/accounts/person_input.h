/* What admins say of a colleague: each reads a member of the body, and answers NULL, or a sentence
 * that begins with its name and says what will not do. */
#ifndef FRONTDESK_PERSON_INPUT_H
#define FRONTDESK_PERSON_INPUT_H

#include "call/call.h"

/* "name": a text of one line, in which there is something to be seen. */
const char *person_input_name(struct call *call, struct text *ret_name);
/* "role": one of the roles. */
const char *person_input_role(const struct call *call, struct text *ret_role);

#endif
