/* Each piece is read by a tick of its own, which finds the download by its work. */
#include "files/download.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "call/parts.h"
#include "call/request.h"
#include "call/start.h"
#include "call/tenant.h"
#include "files/file_name.h"
#include "files/files.h"
#include "files/state.h"
#include "net/http_connection.h"
#include "rest/http.h"
#include "store/store.h"

enum { DOWNLOADS_MOST = 64, STALL_MS = 60000, RETRY_MS = 3000 };

struct download {
	struct http_stream_owner owner;
	struct http_connection *connection; /* NULL: it has gone */
	struct parts *parts;
	struct tenant *tenant;
	struct download *next, *prev; /* of the service's */
	struct uuid file_id;
	struct seal_key key;
	struct file_piece *pieces;
	size_t piece_count, at;
	char bytes[OBJECT_PLAIN_MOST];
	size_t size, sent; /* of the piece */
	bool is_reading;
	struct timer stalled;
};

/* --- its end ---------------------------------------------------------------------------------- */
static void free_download(struct download *download)
{
	struct files *files = download->parts->files;
	wheel_cancel(download->parts->env.wheel, &download->stalled);
	if (download->next)
		download->next->prev = download->prev;
	if (download->prev)
		download->prev->next = download->next;
	else
		files->downloads = download->next;
	files->download_count--;
	seal_key_wipe(&download->key);
	explicit_bzero(download->bytes, sizeof(download->bytes));
	tenant_unref(&download->tenant);
	free(download->pieces);
	free(download);
}

/* Whoever lacks the end sees so by the length that was promised. */
static void break_off(struct download *download)
{
	struct http_connection *connection = download->connection;
	download->connection = NULL;
	if (connection)
		http_connection_abort_stream(connection);
	if (!download->is_reading)
		free_download(download);
}

static void stalled(struct timer *timer)
{
	break_off(CONTAINER_OF(timer, struct download, stalled));
}

static void gone(struct http_stream_owner *owner)
{
	struct download *download = CONTAINER_OF(owner, struct download, owner);
	download->connection = NULL;
	if (!download->is_reading)
		free_download(download);
}

void downloads_stop(struct parts *parts)
{
	struct download *next;
	for (struct download *each = parts->files->downloads; each; each = next) {
		next = each->next;
		if (!each->is_reading) /* the pool may still write into what is being read */
			break_off(each);
	}
}

/* --- in order: a piece is read, goes out, and the next is read -------------------------------- */
static void read_next(struct download *download);

static void write_on(struct download *download)
{
	const struct text rest = {
		download->bytes + download->sent, download->size - download->sent};
	ssize_t sent = http_connection_write(download->connection, rest);
	if (sent < 0) {
		break_off(download);
		return;
	}
	download->sent += (size_t)sent;
	if (sent > 0)
		wheel_set(download->parts->env.wheel, &download->stalled, STALL_MS, stalled);
	if (download->sent < download->size) {
		http_connection_await_writable(download->connection);
	} else if (++download->at < download->piece_count) {
		read_next(download);
	} else {
		struct http_connection *connection = download->connection;
		download->connection = NULL;
		http_connection_end_stream(connection);
		free_download(download);
	}
}

static struct next piece_read(struct call *call, enum err err)
{
	struct download *download = call->files->download;
	download->is_reading = false;
	if (!download->connection)
		free_download(download);
	else if (err != ERR_NONE)
		break_off(download);
	else
		write_on(download);
	return call_done(call);
}

static struct next read_piece(struct call *call)
{
	struct download *download = call->files->download;
	const struct file_piece *piece = &download->pieces[download->at];
	const struct object_place place =
		file_piece_place(download->tenant, download->file_id, piece);
	return store_read(call, &place, &download->key, download->bytes, piece->size, piece_read);
}

static void read_next(struct download *download)
{
	static const struct responder nobody = {0};
	struct call *call = call_new(download->parts, CALL_TICK, "file piece", &nobody);
	call->tenant = tenant_ref(download->tenant);
	call->files = ARENA_NEW(&call->arena, struct files_work);
	call->files->download = download;
	download->is_reading = true;
	download->size = download->pieces[download->at].size;
	download->sent = 0;
	call_begin(call, read_piece);
}

static void writable(struct http_stream_owner *owner)
{
	write_on(CONTAINER_OF(owner, struct download, owner));
}

/* --- its beginning ---------------------------------------------------------------------------- */
static struct download *make(struct call *call)
{
	static const struct http_stream_events events = {.writable = writable, .gone = gone};
	struct files_work *work = call->files;
	struct files *files = call->parts->files;
	struct download *download = MEMORY_NEW(struct download);
	size_t size = work->piece_count * sizeof(*work->pieces);
	download->owner.events = &events;
	download->parts = call->parts;
	download->tenant = tenant_ref(call->tenant);
	download->file_id = work->file_id;
	download->key = work->key;
	download->pieces = memory_new(size);
	memcpy(download->pieces, work->pieces, size);
	download->piece_count = work->piece_count;
	download->next = files->downloads;
	if (files->downloads)
		files->downloads->prev = download;
	files->downloads = download;
	files->download_count++;
	wheel_set(call->parts->env.wheel, &download->stalled, STALL_MS, stalled);
	return download;
}

/* Nothing of it ever runs or is shown on a page of ours, whatever is in it. */
static void add_headers(struct call *call)
{
	call_add_header(call, "Content-Disposition",
		file_name_disposition(&call->arena, call->files->name));
	call_add_header(call, "Content-Security-Policy",
		TEXT("sandbox; default-src 'none'; frame-ancestors 'none'"));
	call_add_header(call, "X-Robots-Tag", TEXT("noindex, nofollow"));
	call_add_header(call, "Referrer-Policy", TEXT("no-referrer"));
}

struct next download_begin(struct call *call)
{
	struct files_work *work = call->files;
	if (call->parts->files->download_count == DOWNLOADS_MOST) {
		seal_key_wipe(&work->key);
		return call_fail_later(call, ERR_BUSY, "Too many files are on their way", RETRY_MS);
	}
	add_headers(call);
	if (!call_is_awaited(call) || call->request->head.method == HTTP_HEAD) {
		seal_key_wipe(&work->key);
		return call_answer_text(call, 200, "application/octet-stream", TEXT(""));
	}
	struct download *download = make(call);
	seal_key_wipe(&work->key);
	download->connection = call->request->connection;
	struct next next = call_answer_stream(
		call, "application/octet-stream", (size_t)work->size, &download->owner);
	read_next(download);
	return next;
}
