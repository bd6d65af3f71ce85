/*
 * Telling open pages of a tenant, and its consoles, that how the widget looks and behaves has
 * changed: they read it again.
 */
#ifndef FRONTDESK_CHAT_CONFIG_TELL_H
#define FRONTDESK_CHAT_CONFIG_TELL_H

struct parts;
struct tenant;
struct ws_connection;

/* The configuration, or whether it is open, is another now: tells who listens, at all replicas. */
void widget_config_tell(struct parts *parts, const struct tenant *tenant);
/* From now on a visitor's connection is told. */
void widget_config_follow(struct parts *parts, struct ws_connection *connection);

#endif
