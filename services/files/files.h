/*
 * The files service: what people send in a chat beside words. What its files share.
 *
 * A file is begun with its name and size, comes piece by piece, each at the place where the last
 * has ended, and is then looked at by the scanner; only one that is clean is ever given to anybody,
 * by a link that is good for five minutes. What is in it lies in the store, sealed under a key of
 * its own, which stands in its row sealed under the session's, as its name does. Visitors and
 * agents have the same routes, each under their own path.
 */
#ifndef FRONTDESK_FILES_H
#define FRONTDESK_FILES_H

#include "call/call.h"
#include "crypto/seal.h"
#include "store/object.h"

enum { FILE_SIZE_MOST = 100000000, PIECE_LEAST = OBJECT_CHUNK_SIZE /* but for the last */ };

struct sql_answer;

/* One that is read piece by piece. */
struct file_piece {
	struct uuid object_id;
	uint64_t begins;
	size_t size;
};

/* What a call keeps between its steps. */
struct files_work {
	struct uuid session_id, file_id;
	struct text name;
	int64_t size, begins;
	struct seal_key key; /* the file's; wiped as the call goes on without it */
	struct uuid object_id;
	struct text media_type; /* by the content; absent: it is known */
	int status;             /* of the answer with the file */
	struct file_piece *pieces;
	size_t piece_count, at;
	char *bytes; /* room for a piece */
	struct download *download;
};

/* The call's work, made on first use, with the ids of its path. */
struct files_work *files_work(struct call *call);
/* Which side asks, and who, as files name them. */
struct text file_side(const struct call *call);
struct text file_reader(struct call *call);
/* Where the name or the key of a file stands, for its seal. */
struct seal_place file_place(const struct call *call, struct text column, struct text sender_type,
	struct text sender_id);
/* Opens what stands there sealed under the session's wrapped key, the plaintext in the call's
 * arena; and the same of a file's own key. */
enum err file_unseal(struct call *call, const struct seal_place *place, struct text wrapped,
	struct text sealed, struct text *ret_plain);
enum err file_key_open(struct call *call, const struct seal_place *place, struct text wrapped,
	struct text sealed, struct seal_key *ret_key);
/* Where a piece of a file lies in the store. */
struct object_place file_piece_place(
	const struct tenant *tenant, struct uuid file_id, const struct file_piece *piece);
/* Keeps what file_pieces answered in the call's work; false where it is not the whole file. */
bool file_pieces_read(struct call *call, const struct sql_answer *answer);
/* Refuses with what a statement answers in place of 'done'. */
struct next file_refuse(struct call *call, struct text outcome);
/* Answers with the ChatFile, with the work's status. */
struct next file_answer(struct call *call);

/* --- begin.c, piece.c, show.c, link.c: routes ------------------------------------------------- */
struct next file_begin(struct call *call);
struct next file_list(struct call *call);
struct next file_get(struct call *call);
struct next file_put(struct call *call);
struct next file_remove(struct call *call);
struct next file_link(struct call *call);
struct next file_fetch(struct call *call);

/* --- jobs.c ----------------------------------------------------------------------------------- */
struct next file_scan_run(struct call *call);
struct next file_drop_run(struct call *call);
struct next files_sweep_run(struct call *call);

#endif
