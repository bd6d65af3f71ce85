/*
 * Jobs of files. files.scan hands a file to the scanner, piece by piece, and notes what it says;
 * without a verdict it is tried again, and nobody is given the file. files.drop has the store
 * forget a file; files.sweep, once an hour, deletes what nobody has gone on sending.
 */
#include "jobs/jobs.h"
#include "call/job.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "files/files.h"
#include "scan/scan.h"
#include "sql_files.h"
#include "store/store.h"

enum { WAIT_MS = 30000 };

/* --- files.scan, in order --------------------------------------------------------------------- */
static struct next note(struct call *call, struct text state, struct text threat)
{
	const struct job *job = call->job;
	seal_key_wipe(&call->files->key);
	return sql_file_judge(call, job_finished, job->subject_id, state, threat,
		scan_signatures(call->parts->scan), job->id, job->fence);
}

static struct next judged(struct call *call, enum scan_verdict verdict, struct text signature)
{
	switch (verdict) {
	case SCAN_CLEAN:
		return note(call, TEXT("clean"), TEXT_ABSENT);
	case SCAN_INFECTED:
		return note(call, TEXT("infected"), signature);
	case SCAN_TOO_LARGE:
		return note(call, TEXT("unscannable"), TEXT_ABSENT);
	case SCAN_FAILED:
		break;
	}
	seal_key_wipe(&call->files->key);
	return job_failed(call, ERR_BUSY);
}

static struct next hand_over_next(struct call *call);

/* What it was not given whole has no verdict; why it takes no more it says at the end. */
static struct next handed_over(struct call *call, enum err err)
{
	struct files_work *work = call->files;
	work->at++;
	if (err != ERR_NONE || work->at == work->piece_count)
		return scan_end(call, judged);
	return hand_over_next(call);
}

static struct next read_piece(struct call *call, enum err err)
{
	struct files_work *work = call->files;
	if (err == ERR_NONE)
		return scan_piece(
			call, (struct text){work->bytes, work->pieces[work->at].size}, handed_over);
	scan_break(call);
	if (err == ERR_ABSENT || err == ERR_UNREADABLE) /* it will not come back */
		return note(call, TEXT("unscannable"), TEXT_ABSENT);
	seal_key_wipe(&work->key);
	return job_failed(call, err);
}

static struct next hand_over_next(struct call *call)
{
	struct files_work *work = call->files;
	const struct file_piece *piece = &work->pieces[work->at];
	const struct object_place place = file_piece_place(call->tenant, work->file_id, piece);
	return store_read(call, &place, &work->key, work->bytes, piece->size, read_piece);
}

static struct next connected(struct call *call, enum err err)
{
	return err == ERR_NONE ? hand_over_next(call) : scan_end(call, judged);
}

static struct next found_pieces(struct call *call, const struct sql_answer *answer)
{
	struct files_work *work = call->files;
	if (answer->err != ERR_NONE) {
		seal_key_wipe(&work->key);
		return job_failed(call, answer->err);
	}
	if (!file_pieces_read(call, answer)) /* nothing of ours makes such a file */
		return note(call, TEXT("unscannable"), TEXT_ABSENT);
	work->bytes = arena_alloc(&call->arena, OBJECT_PLAIN_MOST);
	return scan_begin(call, connected);
}

static struct next opened(struct call *call, const struct sql_answer *answer)
{
	struct files_work *work = call->files;
	const struct job *job = call->job;
	if (answer->err == ERR_ABSENT)
		return sql_file_job_done(call, job_finished, job->id, job->fence);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_file_open_row row = sql_file_open_row(answer, 0);
	if (!text_equals(row.state, TEXT("scanning")))
		return sql_file_job_done(call, job_finished, job->id, job->fence);
	work->session_id = row.session_id;
	work->size = row.size;
	const struct seal_place place =
		file_place(call, TEXT("key"), row.sender_type, row.sender_id);
	if (file_key_open(call, &place, row.wrapped, row.key, &work->key) != ERR_NONE)
		return note(call, TEXT("unscannable"), TEXT_ABSENT);
	return sql_file_pieces(call, found_pieces, work->file_id);
}

static void begin_work(struct call *call)
{
	call->files = ARENA_NEW(&call->arena, struct files_work);
	call->files->file_id = call->job->subject_id;
}

struct next file_scan_run(struct call *call)
{
	begin_work(call);
	if (scan_state(call->parts->scan) != SCAN_READY)
		return job_wait(call, WAIT_MS);
	return sql_file_open(call, opened, call->job->subject_id);
}

/* --- the others ------------------------------------------------------------------------------- */
static struct next dropped(struct call *call, enum err err)
{
	if (err != ERR_NONE)
		return job_failed(call, err);
	return sql_file_job_done(call, job_finished, call->job->id, call->job->fence);
}

struct next file_drop_run(struct call *call)
{
	if (!store_is_set(call->parts->store))
		return job_wait(call, WAIT_MS);
	return store_drop(call, call->job->subject_id, dropped);
}

struct next files_sweep_run(struct call *call)
{
	return sql_files_sweep(call, job_finished, call->job->id, call->job->fence);
}
