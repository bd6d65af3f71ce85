/* What the consoles of a call's tenant hear of, whichever service did it. */
#ifndef FRONTDESK_TOLD_H
#define FRONTDESK_TOLD_H

#include "call/call.h"

/* That a survey was answered: those that show figures read them again. */
void survey_tell_changed(struct call *call);
/* That a ticket was made or changed: its TicketDigest. Absent: there is nothing to tell. */
void ticket_tell_changed(struct call *call, struct text digest);

#endif
