/* Ticks begin in the order in which they were started, and each takes what is next. */
#include "telling.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session.h"
#include "state.h"

struct telling {
	struct telling *next;
	size_t count;
	struct uuid ids[];
};

static struct telling *take(struct tellings *tellings)
{
	struct telling *telling = tellings->first;
	tellings->first = telling->next;
	if (!tellings->first)
		tellings->last = NULL;
	return telling;
}

static struct next tell(struct call *call)
{
	struct telling *telling = take(&call->parts->chat->tellings);
	struct chat_work *work = chat_work(call);
	work->ids = arena_array(&call->arena, telling->count, sizeof(*work->ids));
	memcpy(work->ids, telling->ids, telling->count * sizeof(*work->ids));
	work->id_count = telling->count;
	free(telling);
	return session_publish_each(call, call_done);
}

void telling_begin(struct call *call)
{
	const struct chat_work *work = call->chat;
	struct tellings *tellings = &call->parts->chat->tellings;
	if (work->id_count == 0)
		return;
	struct telling *telling =
		memory_new(sizeof(*telling) + work->id_count * sizeof(*telling->ids));
	telling->count = work->id_count;
	memcpy(telling->ids, work->ids, work->id_count * sizeof(*telling->ids));
	*(tellings->last ? &tellings->last->next : &tellings->first) = telling;
	tellings->last = telling;
	call_start_tick(call->parts, call->tenant, "chat.tell", tell);
}

void telling_done(struct parts *parts)
{
	while (parts->chat->tellings.first)
		free(take(&parts->chat->tellings));
}
