/* GET /{sessionId}/messages: a page by seq. Seqs are contiguous from 1, so what a page leaves out
 * is known from its bounds. */
#include "session.h"

#include "paging.h"
#include "portion.h"
#include "sql_chat.h"

/* What is opened for a page at most: if all of it are escapes, 1 ms of the loop's time. */
enum { SEALED_BYTES_MOST = 64 * 1024 };
#define SEQ_MOST ((INT64_C(1) << 53) - 1) /* what JSON's numbers can name, as on sockets */

/* A page either follows `after` or ends before `before`. */
static bool has_more(const struct chat_work *work, size_t count)
{
	int64_t messages = (int64_t)count;
	return work->has_after ? work->after + messages < work->view.head_seq
			       : work->before - messages > 1;
}

static struct next answer_page(struct call *call, const struct sql_answer *answer)
{
	const struct chat_work *work = call->chat;
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct portion portion = portion_of(
		answer->items, answer->item_count, ANSWER_MESSAGES_MOST, !work->has_after);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "headSeq");
	json_put_int64(&writer, work->view.head_seq);
	json_put_name(&writer, "hasMore");
	json_put_bool(&writer, has_more(work, portion.count));
	if (work->is_reset) {
		json_put_name(&writer, "isReset");
		json_put_bool(&writer, true);
	}
	json_put_name(&writer, "messages");
	portion_put(&portion, &writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

/* Without a bound it is the newest page of those that the head counts: what has come since then is
 * not hidden by a page that ends behind it. So it is behind the head, which is of another history.
 */
static struct next read_page(struct call *call, enum err err)
{
	struct chat_work *work = chat_work(call);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	work->is_reset = work->has_after && work->after > work->view.head_seq;
	if (work->is_reset)
		work->has_after = work->has_before = false;
	if (work->has_after)
		return sql_chat_messages_after(call, answer_page, work->view.id, work->after,
			work->most, SEALED_BYTES_MOST);
	if (!work->has_before || work->before > work->view.head_seq)
		work->before = work->view.head_seq + 1;
	return sql_chat_messages_before(
		call, answer_page, work->view.id, work->before, work->most, SEALED_BYTES_MOST);
}

struct next session_messages(struct call *call)
{
	struct chat_work *work = chat_work(call);
	work->most = paging_most(call);
	work->after = call_query_int(call, "after", -1, 0, SEQ_MOST);
	work->before = call_query_int(call, "before", -1, 1, SEQ_MOST);
	work->has_after = work->after >= 0;
	work->has_before = work->before >= 0;
	return session_load(call, call_path_uuid(call, 0), read_page);
}
