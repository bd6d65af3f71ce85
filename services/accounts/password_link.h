/* What the link of a forgotten password is made of. */
#ifndef FRONTDESK_PASSWORD_LINK_H
#define FRONTDESK_PASSWORD_LINK_H

#include "base/text.h"

#define PASSWORD_LINK_PATH    "/admin/password"
#define PASSWORD_LINK_PURPOSE TEXT("password-reset")

#endif
