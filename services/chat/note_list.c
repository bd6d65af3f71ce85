/* GET /{sessionId}/notes: what agents said to each other at handing a session over. */
#include "session.h"

#include "portion.h"
#include "sql_chat.h"

enum { NOTES_MOST = 100 };

static struct next answer_notes(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct portion portion =
		portion_of(answer->items, answer->item_count, ANSWER_MESSAGES_MOST, true);
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "items");
	portion_put(&portion, &writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next read_notes(struct call *call, enum err err)
{
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return sql_chat_notes(call, answer_notes, call->chat->view.id, NOTES_MOST);
}

struct next session_notes(struct call *call)
{
	return session_load(call, call_path_uuid(call, 0), read_notes);
}
