/* GET /{sessionId}/messages: a page by seq. Seqs are contiguous from 1, so what a page leaves out
 * is known from its bounds. */
#include "session.h"
#include "sql_chat.h"

/* Above 200 of the longest messages: by REST, only their number bounds a page. */
enum { PAGE_BYTES_MOST = 8 * 1024 * 1024 };
#define SEQ_MOST ((INT64_C(1) << 53) - 1) /* what JSON's numbers can name, as on sockets */

static bool has_more(const struct chat_work *work)
{
	int64_t head = work->view.head_seq;
	if (work->has_after)
		return work->after + work->most < head;
	int64_t end = work->has_before && work->before <= head ? work->before : head + 1;
	return end - work->most > 1;
}

static struct next answer_page(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "messages");
	json_put_raw(&writer, answer->json);
	json_put_name(&writer, "headSeq");
	json_put_int64(&writer, call->chat->view.head_seq);
	json_put_name(&writer, "hasMore");
	json_put_bool(&writer, has_more(call->chat));
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next read_page(struct call *call, enum err err)
{
	struct chat_work *work = chat_work(call);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (work->has_after)
		return sql_chat_messages_after(
			call, answer_page, work->view.id, work->after, work->most, PAGE_BYTES_MOST);
	return sql_chat_messages_before(call, answer_page, work->view.id,
		work->has_before ? &work->before : NULL, work->most, PAGE_BYTES_MOST);
}

struct next session_messages(struct call *call)
{
	struct chat_work *work = chat_work(call);
	work->most = session_page_size(call);
	work->after = call_query_int(call, "after", -1, 0, SEQ_MOST);
	work->before = call_query_int(call, "before", -1, 1, SEQ_MOST);
	work->has_after = work->after >= 0;
	work->has_before = work->before >= 0;
	return session_load(call, call_path_uuid(call, 0), read_page);
}
