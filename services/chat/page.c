/* Pages: copied into memory of their own, cut to what each asker lacks. */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "portion.h"
#include "proto.h"
#include "sql_chat.h"
#include "state.h"

/* --- life --------------------------------------------------------------------------------- */
void page_drop(struct parts *parts, struct live_session *live)
{
	struct page *page = live->page;
	struct page_list *pages = &parts->chat->pages;
	if (!page)
		return;
	*(page->older ? &page->older->newer : &pages->oldest) = page->newer;
	*(page->newer ? &page->newer->older : &pages->newest) = page->older;
	pages->bytes -= page->size;
	live->page = NULL;
	explicit_bzero(page, page->size); /* what people wrote */
	free(page);
}

void page_sweep(struct parts *parts)
{
	const struct page_list *pages = &parts->chat->pages;
	while (pages->oldest &&
		(pages->bytes > PAGES_BYTES_MOST ||
			env_now_ms(&parts->env) - pages->oldest->read_ms >= PAGE_FRESH_MS))
		page_drop(parts, pages->oldest->live);
}

static struct text take(char **rest, struct text text)
{
	struct text taken = {*rest, text.size};
	memcpy(*rest, text.data, text.size);
	*rest += text.size;
	return taken;
}

/* One piece of memory: most pages are small, and many come at once. */
static struct page *make(const struct sql_chat_resume_row *row, const struct portion *portion)
{
	size_t size = sizeof(struct page) + portion->count * sizeof(struct text);
	size_t texts = row->epoch.size + row->for_visitor.size + row->for_agent.size +
		       portion_size(portion);
	struct page *page = memory_new(size + texts);
	char *rest = (char *)page + size;
	page->size = size + texts;
	page->epoch = take(&rest, row->epoch);
	page->for_visitor = take(&rest, row->for_visitor);
	page->for_agent = take(&rest, row->for_agent);
	page->first_seq = row->first_seq + (int64_t)portion->first;
	page->count = portion->count;
	for (size_t i = 0; i < portion->count; i++)
		page->items[i] = take(&rest, portion->items[portion->first + i]);
	return page;
}

void page_put(struct parts *parts, struct live_session *live, const struct sql_answer *answer,
	bool is_newest, uint64_t asked_ms)
{
	struct page_list *pages = &parts->chat->pages;
	struct sql_chat_resume_row row = sql_chat_resume_row(answer, 0);
	struct portion portion =
		portion_of(answer->items, answer->item_count, EVENT_MESSAGES_MOST, is_newest);
	page_drop(parts, live);
	struct page *page = make(&row, &portion);
	page->live = live;
	page->read_ms = asked_ms;
	page->is_newest = is_newest;
	page->older = pages->newest;
	*(pages->newest ? &pages->newest->newer : &pages->oldest) = page;
	pages->newest = page;
	pages->bytes += page->size;
	live->page = page;
	page_sweep(parts);
}

/* --- serving ------------------------------------------------------------------------------ */
/* Positions of another history mean nothing in this one. A client counts what has been committed:
 * when the page was read after it said so and the session does not have as many, history went back.
 */
static bool is_reset(
	const struct page *page, const struct live_session *live, const struct held *held)
{
	return !held->has_after || !text_equals(held->epoch, page->epoch) ||
	       (held->after > live->head_seq && page->read_ms >= held->asked_ms);
}

bool page_serves(const struct page *page, const struct live_session *live, const struct held *held,
	uint64_t now_ms)
{
	int64_t through = page->first_seq + (int64_t)page->count - 1;
	if (now_ms - page->read_ms >= PAGE_FRESH_MS)
		return false;
	if (is_reset(page, live, held))
		return (page->is_newest || page->first_seq == 1) && through >= live->head_seq;
	return held->after >= page->first_seq - 1 && held->after <= live->head_seq &&
	       (held->after < through || through >= live->head_seq);
}

static void put_receipt(struct json_writer *writer, const char *side, const struct receipt *receipt)
{
	json_put_name(writer, side);
	json_open_object(writer);
	json_put_name(writer, "delivered");
	json_put_int64(writer, receipt->delivered);
	json_put_name(writer, "read");
	json_put_int64(writer, receipt->read);
	json_close_object(writer);
}

/* Puts into the ChatSession what the worker knows better than any page. */
static struct text session_json(
	struct arena *arena, struct text session, const struct live_session *live)
{
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_put_raw(&writer, (struct text){session.data, session.size - 1});
	writer.needs_comma = true;
	json_put_name(&writer, "headSeq");
	json_put_int64(&writer, live->head_seq);
	json_put_name(&writer, "receipts");
	json_open_object(&writer);
	put_receipt(&writer, "visitor", &live->receipts[SIDE_VISITOR]);
	put_receipt(&writer, "agent", &live->receipts[SIDE_AGENT]);
	json_close_object(&writer);
	json_close_object(&writer);
	return json_writer_text(&writer);
}

static struct text messages_json(struct arena *arena, const struct page *page, int64_t after)
{
	struct json_writer writer;
	size_t first = after >= page->first_seq ? (size_t)(after + 1 - page->first_seq) : 0;
	if (first > page->count)
		first = page->count;
	const struct portion portion = {page->items, first, page->count - first};
	json_writer_init(&writer, arena);
	portion_put(&portion, &writer);
	return json_writer_text(&writer);
}

struct text page_encode(struct arena *arena, const struct page *page,
	const struct live_session *live, enum side side, const struct held *held)
{
	bool resets = is_reset(page, live, held);
	const struct proto_resumed event = {
		.session_id = live->id,
		.epoch = page->epoch,
		.session = session_json(
			arena, side == SIDE_VISITOR ? page->for_visitor : page->for_agent, live),
		.messages = messages_json(arena, page, resets ? 0 : held->after),
		.head_seq = live->head_seq,
		.is_reset = resets,
	};
	return proto_encode_resumed(arena, &event);
}
