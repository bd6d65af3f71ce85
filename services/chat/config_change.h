/* Changing the configuration, by what is given of it or by going back. */
#ifndef FRONTDESK_CHAT_CONFIG_CHANGE_H
#define FRONTDESK_CHAT_CONFIG_CHANGE_H

#include "call/call.h"

/* Answers a change: without a version somebody else was first; one that changed something is told.
 */
struct next config_changed(struct call *call, bool has_version, int64_t version, bool is_changed);

#endif
