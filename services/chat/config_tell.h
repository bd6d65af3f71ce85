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

/* The configuration is another now, and has this version: tells who listens, at all replicas. */
void widget_config_tell(struct parts *parts, const struct tenant *tenant, int64_t version);
/* Whether it is open has turned: tells who listens here, since every worker notices by itself. */
void widget_config_tell_turned(struct parts *parts, const struct tenant *tenant);
/* From now on a visitor's connection is told. */
void widget_config_follow(struct parts *parts, struct ws_connection *connection);
/* The tenant's channel of visitors. */
struct channel widget_config_channel(const struct tenant *tenant);

#endif
