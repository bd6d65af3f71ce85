/* What other replicas say, before listeners here are handed it: memory learns by the note alone. */
#include "hear.h"

#include "auth/visitor_id.h"
#include "call/tenant.h"
#include "config_memory.h"
#include "desk.h"
#include "erased.h"
#include "listen.h"
#include "look.h"
#include "message.h"
#include "notes.h"
#include "pg/db.h"
#include "reading.h"
#include "sockets/visitor_retire.h"

struct heard {
	struct parts *parts;
	struct tenant *tenant;
	struct channel channel;
	const struct bus_note *note;
	struct live_session *live; /* NULL: not in memory */
	enum side side;
};

static void hear_new(const struct heard *heard)
{
	if (!heard->live)
		return;
	if (heard->note->a > heard->live->last_created_us)
		heard->live->last_created_us = heard->note->a; /* stamps rise across replicas */
	heard->live->typing_until_ms[heard->side] = 0;
}

static void hear_stored(const struct heard *heard)
{
	message_note_stored(heard->parts, heard->channel, heard->note->a,
		(heard->note->flags & NOTE_IS_STRAY) != 0);
}

static void hear_receipt(const struct heard *heard)
{
	const struct receipt receipt = {heard->note->a, heard->note->b};
	reading_heard(heard->parts, heard->channel, 0, heard->side, &receipt);
	if (heard->live)
		(void)receipt_raise(&heard->live->receipts[heard->side], &receipt);
}

static void hear_typing(const struct heard *heard)
{
	if (heard->live)
		typing_heard(heard->parts, heard->live, heard->side, heard->note->a != 0);
}

static void hear_session(const struct heard *heard)
{
	struct live_session *live = heard->live;
	live_doubt_page(heard->parts, heard->channel);
	if (!live || heard->note->a < 0 || heard->note->a >= SESSION_STATUS_COUNT)
		return;
	if (heard->note->flags > 0 && heard->note->flags < live->version)
		return; /* a newer one has overtaken it */
	if (heard->note->flags > 0)
		live->version = heard->note->flags;
	live->status = (enum session_status)heard->note->a;
	live->has_agent = heard->note->b != 0;
	live->agent_id = heard->note->id;
	if (!session_status_is_queued(live->status))
		live->told_place = 0;
	live->desk->is_changed = true;
}

static void hear_retired(const struct heard *heard)
{
	char visitor_id[VISITOR_ID_SIZE + 1];
	visitor_id_format(heard->note->id, (heard->note->flags & NOTE_IS_PROVEN) != 0, visitor_id);
	visitor_forget(heard->parts, heard->channel.tenant_id, text_from(visitor_id));
}

static void hear_erased(const struct heard *heard)
{
	if (heard->channel.kind == CHANNEL_SESSION)
		erased_forget(heard->parts, heard->channel);
}

static void hear_config(const struct heard *heard)
{
	config_memory_forget(heard->parts, heard->tenant->id);
	hours_doubt(desk_of(heard->parts, heard->tenant));
}

static void hear_desk(const struct heard *heard)
{
	desk_of(heard->parts, heard->tenant)->is_changed = true;
}

static void (*const hearings[])(const struct heard *heard) = {
	[NOTE_MESSAGE_NEW] = hear_new,
	[NOTE_MESSAGE_STORED] = hear_stored,
	[NOTE_RECEIPT] = hear_receipt,
	[NOTE_TYPING] = hear_typing,
	[NOTE_SESSION] = hear_session,
	[NOTE_VISITOR_RETIRED] = hear_retired,
	[NOTE_DESK] = hear_desk,
	[NOTE_SESSION_ERASED] = hear_erased,
	[NOTE_CONFIG] = hear_config,
};

void chat_heard(struct parts *parts, struct tenant *tenant, struct channel channel,
	const struct bus_note *note, struct text json)
{
	const struct heard heard = {
		.parts = parts,
		.tenant = tenant,
		.channel = channel,
		.note = note,
		.live = channel.kind == CHANNEL_SESSION
				? live_peek(parts, tenant->id, channel.session_id)
				: NULL,
		.side = note->side == SIDE_AGENT ? SIDE_AGENT : SIDE_VISITOR,
	};
	if (note->kind < sizeof(hearings) / sizeof(*hearings) && hearings[note->kind])
		hearings[note->kind](&heard);
}

void chat_bus_restored(struct parts *parts)
{
	look_bus_restored(parts);
	desk_all_due(parts);
	if (db_is_connected(parts->db))
		position_sync_beat(parts);
}
