/* Events on the channel of a tenant's agents. */
#include "told.h"

#include "call/parts.h"
#include "call/tenant.h"
#include "proto.h"
#include "sockets/channel.h"
#include "sockets/frame.h"
#include "sockets/hub.h"

static void tell(struct call *call, struct text event)
{
	const struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = call->tenant->id};
	struct frame *frame = frame_new(event);
	hub_broadcast(call->parts, channel, NULL, frame, NULL);
	frame_unref(&frame);
}

void survey_tell_changed(struct call *call)
{
	const struct proto_csat_changed event = {};
	tell(call, proto_encode_csat_changed(&call->arena, &event));
}

void ticket_tell_changed(struct call *call, struct text digest)
{
	const struct proto_ticket_changed event = {.ticket = digest};
	if (!text_is_absent(digest))
		tell(call, proto_encode_ticket_changed(&call->arena, &event));
}
