/* Another history: what memory counted in the old one is void. */
#include "epoch.h"

#include <string.h>

#include "page.h"
#include "pg/db.h"
#include "sockets/ws.h"
#include "state.h"

static void keep(char *held, struct text epoch)
{
	memcpy(held, epoch.data, epoch.size);
	held[epoch.size] = '\0';
}

/* Heads, receipts and versions start anew, from what PostgreSQL says next. */
static void forget_positions(struct parts *parts, struct desk *desk)
{
	for (struct live_session *live = desk->sessions; live; live = live->next_of_desk) {
		page_drop(parts, live);
		live->head_seq = live->told_seq = live->compared_seq = live->version = 0;
		memset(live->receipts, 0, sizeof(live->receipts));
		memset(live->receipt_is_due, 0, sizeof(live->receipt_is_due));
	}
}

/* Of every desk, or what a suspended tenant's sessions have counted would send everybody away each
 * time that it is compared. */
static void begin_anew(struct parts *parts)
{
	log_say(parts->env.log, LOG_WARN, "positions are of another history: everybody loads anew");
	desk_each_of_all(parts, forget_positions);
	ws_send_all_away(parts->sockets);
}

void epoch_note(struct parts *parts, struct text epoch)
{
	struct epochs *epochs = &parts->chat->epochs;
	if (text_is_absent(epoch) || epoch.size > EPOCH_SIZE_MAX ||
		text_equals(text_from(epochs->epoch), epoch))
		return;
	bool is_first = epochs->epoch[0] == '\0';
	keep(epochs->epoch, epoch);
	if (!is_first)
		begin_anew(parts);
}

void epoch_went_back(struct parts *parts)
{
	begin_anew(parts);
}

void epoch_beat(struct parts *parts)
{
	struct epochs *epochs = &parts->chat->epochs;
	struct text epoch = db_epoch(parts->db);
	/* Only what is news: between two measurements a statement may have known better. */
	if (text_is_absent(epoch) || epoch.size > EPOCH_SIZE_MAX ||
		text_equals(text_from(epochs->measured), epoch))
		return;
	keep(epochs->measured, epoch);
	epoch_note(parts, epoch);
}
