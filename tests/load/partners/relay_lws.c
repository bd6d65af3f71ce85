/*
 * The partner of a single worker: the least that a libwebsockets relay can be. The first frame
 * names a room, what follows goes to the others of the room. Nothing is checked, sealed or stored.
 */
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMS = 20000, QUEUE = 1024, FRAME_MAX = 4096 };

struct message {
	int references;
	size_t size;
	unsigned char bytes[LWS_PRE + FRAME_MAX];
};

struct guest {
	struct guest *next;
	struct lws *wsi;
	int room; /* 0: none yet; rooms count from 1 here */
	struct message **queue;
	unsigned first, count;
};

static struct guest *rooms[ROOMS + 1];

static void give(struct guest *guest, struct message *message)
{
	if (!guest->queue)
		guest->queue = calloc(QUEUE, sizeof(*guest->queue));
	if (guest->count == QUEUE)
		return;
	message->references++;
	guest->queue[(guest->first + guest->count++) % QUEUE] = message;
	lws_callback_on_writable(guest->wsi);
}

static int receive(struct guest *guest, const char *bytes, size_t size)
{
	struct message *message = malloc(sizeof(*message));
	message->references = 0;
	message->size = size < FRAME_MAX ? size : FRAME_MAX;
	memcpy(message->bytes + LWS_PRE, guest->room ? bytes : "joined", guest->room ? size : 6);
	if (!guest->room) {
		char number[16] = {0};
		memcpy(number, bytes, size < sizeof(number) ? size : sizeof(number) - 1);
		guest->room = 1 + atoi(number) % ROOMS;
		guest->next = rooms[guest->room];
		rooms[guest->room] = guest;
		message->size = 6;
		give(guest, message);
		return 0;
	}
	for (struct guest *other = rooms[guest->room]; other; other = other->next)
		if (other != guest)
			give(other, message);
	if (message->references == 0)
		free(message);
	return 0;
}

static struct message *take(struct guest *guest)
{
	guest->count--;
	return guest->queue[guest->first++ % QUEUE];
}

static void release(struct message *message)
{
	if (--message->references == 0)
		free(message);
}

static int send_next(struct guest *guest)
{
	if (guest->count == 0)
		return 0;
	struct message *message = take(guest);
	int sent = lws_write(guest->wsi, message->bytes + LWS_PRE, message->size, LWS_WRITE_TEXT);
	release(message);
	if (guest->count > 0)
		lws_callback_on_writable(guest->wsi);
	return sent < 0 ? -1 : 0;
}

static void leave(struct guest *guest)
{
	struct guest **place = &rooms[guest->room];
	while (*place && *place != guest)
		place = &(*place)->next;
	if (*place)
		*place = guest->next;
	while (guest->count > 0)
		release(take(guest));
	free(guest->queue);
}

static int callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
	struct guest *guest = user;
	if (reason == LWS_CALLBACK_ESTABLISHED)
		*guest = (struct guest){.wsi = wsi};
	else if (reason == LWS_CALLBACK_RECEIVE)
		return receive(guest, in, size);
	else if (reason == LWS_CALLBACK_SERVER_WRITEABLE)
		return send_next(guest);
	else if (reason == LWS_CALLBACK_CLOSED)
		leave(guest);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{"relay", callback, sizeof(struct guest), FRAME_MAX, 0, NULL, 0}, {0}};
	struct lws_context_creation_info info = {.port = argc > 1 ? atoi(argv[1]) : 9000,
		.iface = "lo",
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_LIBUV,
		.gid = -1,
		.uid = -1};
	lws_set_log_level(LLL_ERR, NULL);
	struct lws_context *context = lws_create_context(&info);
	return context ? lws_service(context, 0) : 1;
}
