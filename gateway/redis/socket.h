/*
 * One connection's socket, TCP or Unix, on the loop: looks the host up, connects, reads, and writes
 * one buffer at a time. Says what becomes of it by the three functions below, which its link
 * defines: from the loop, never from inside a call of ours.
 */
#ifndef FRONTDESK_REDIS_SOCKET_H
#define FRONTDESK_REDIS_SOCKET_H

#include "redis/buffer.h"
#include "redis/url.h"

struct redis_link;
struct redis_socket;
struct uv_loop_s;

/* Begins to connect. Of a host's several addresses it takes the `attempt`th in turn. NULL when this
 * cannot even begin. */
struct redis_socket *redis_socket_open(struct uv_loop_s *loop, const struct redis_address *address,
	uint32_t attempt, struct redis_link *link);
/* Closes; nothing is said any more. The handle is freed as the loop runs on. Accepts NULL. */
void redis_socket_close(struct redis_socket **socket);
/* Whether what was written last is still under way. */
bool redis_socket_is_writing(const struct redis_socket *socket);
/* How much is under way. */
size_t redis_socket_pending(const struct redis_socket *socket);
/* Writes all of the buffer, which comes back empty; nothing may be under way. */
void redis_socket_write(struct redis_socket *socket, struct redis_buffer *buffer);

/* --- the link's --------------------------------------------------------------------------- */
void redis_link_connected(struct redis_link *link);
void redis_link_received(struct redis_link *link, struct text bytes);
void redis_link_written(struct redis_link *link);
/* Nothing comes from the socket any more; the link closes it. */
void redis_link_failed(struct redis_link *link);

#endif
