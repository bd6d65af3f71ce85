/*
 * Telling open pages of a tenant, and its consoles, that how the widget looks and behaves has
 * changed: they read it again.
 */
#ifndef FRONTDESK_CHAT_CONFIG_TELL_H
#define FRONTDESK_CHAT_CONFIG_TELL_H

#include "call/parts.h"
#include "sockets/channel.h"

struct tenant;
struct ws_connection;

/* Whether it is open is another now: tells who listens, at all replicas. */
void widget_config_tell(struct parts *parts, const struct tenant *tenant);
/* The same of the configuration: it has this version. */
void widget_config_tell_version(struct parts *parts, const struct tenant *tenant, int64_t version);
/* From now on a visitor's connection is told. */
void widget_config_follow(struct parts *parts, struct ws_connection *connection);
/* The tenant's channel of visitors. */
struct channel widget_config_channel(const struct tenant *tenant);

#endif
