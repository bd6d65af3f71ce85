/* What an invitation's link is made of, and how it goes out. */
#ifndef FRONTDESK_INVITATION_H
#define FRONTDESK_INVITATION_H

#include "call/call.h"

/* The token stands behind it in the fragment, which browsers send to nobody. */
#define INVITATION_PATH    "/admin/invitation"
#define INVITATION_PURPOSE TEXT("invitation")

/* Makes a token and its hash, and seals the link for a mail where there is a mail server (all in
 * the work), then goes on. */
struct next invitation_link_make(struct call *call, call_step then);
/* The link of the work's token; the call's arena's. */
struct text invitation_link(struct call *call);

#endif
