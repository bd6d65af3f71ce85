/*
 * People whom an import brought that is not complete: nobody's yet. What a file says of them is its
 * author's word, and goes if the import is taken back; so nobody else may have taken them over.
 */
#ifndef FRONTDESK_IMPORTED_PEOPLE_H
#define FRONTDESK_IMPORTED_PEOPLE_H

#include "commands/admin.h"

/* Before an import stores these people, in the transaction that does: refuses where another import
 * has made one of them. Until it ends nobody else adds people. */
bool imported_people_begin(struct admin *admin, const char *tenant_id, struct text rows);
/* Before somebody is added, and anything is read of them: no import adds people meanwhile. */
bool imported_people_wait(struct admin *admin);
/* Refuses where an import has made them; answers whether they work for anybody. */
bool imported_people_check(
	struct admin *admin, const char *user_id, const char *email, bool *ret_is_at_work);

#endif
