/*
 * The chat service: sessions and messages between a tenant's visitors and its agents.
 *
 * Everything here waits for PostgreSQL, so what a caller would write as a function with a result is
 * a handler that answers its call. This is where each named function of the service lives:
 *
 *     create_chat_session    session_start      POST  /api/support/chat
 *     get_chat_session       session_get        GET   /api/…/chat/{sessionId}
 *     get_active_sessions    session_list       GET   /api/admin/support/chat
 *     get_queued_sessions    session_queue      GET   /api/admin/support/chat/queue
 *     assign_chat_session    session_assign     POST  /api/admin/support/chat/{sessionId}/assign
 *     end_chat_session       session_end        POST  /api/…/chat/{sessionId}/end
 *     send_message           message_send       message.send; message_post: POST /{sessionId}
 *     get_messages           session_messages   GET   /{sessionId}/messages; resume on a socket
 *     mark_messages_read     receipt_post       POST  /{sessionId}/read; receipt_send on a socket
 *     get_widget_config      widget_config_get  GET   /api/support/chat/widget-config
 *     update_widget_config   widget_config_change  PATCH  /api/admin/support/chat/config
 *     is_within_business_hours  hours_ask; isOpen of the configuration
 *
 * Their contracts stand in chat/session.h, chat/message.h, chat/listen.h and chat/hours.h. The rest
 * of the process needs no more than the service's table.
 */
#ifndef FRONTDESK_CHAT_H
#define FRONTDESK_CHAT_H

#include "call/service.h"

extern const struct service chat_service;

#endif
