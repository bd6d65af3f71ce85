/*
 * The job chat.mail: a mail that has come becomes a message of its visitor's open session; where
 * there is none, of a new one, which waits. Until it is one the mail stays, whatever dies
 * meanwhile; and its id is the message's, so that it is one once.
 */
#include "mail.h"

#include "auth/visitor.h"
#include "call/job.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "jobs/jobs.h"
#include "places.h"
#include "session.h"
#include "sql_chat.h"
#include "untold.h"

/* --- told ------------------------------------------------------------------------------------- */
static struct next told(struct call *call, enum err err)
{
	static const struct sql_answer finished = {.err = ERR_NONE};
	untold_end(call, err == ERR_NONE);
	if (err == ERR_NONE)
		session_publish(call);
	return job_finished(call, &finished);
}

static struct next stored(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_chat_mail_store_row row = sql_chat_mail_store_row(answer, 0);
	if (text_equals(row.outcome, TEXT("ended"))) /* in this moment: the next try begins anew */
		return job_failed(call, ERR_STATE);
	if (text_equals(row.outcome, TEXT("fresh")))
		message_by_mail_tell(call, row.seq, row.created_at);
	untold_begin(call);
	return session_load_any(call, call->chat->view.id, told);
}

/* --- stored ----------------------------------------------------------------------------------- */
static struct next loaded(struct call *call, enum err err)
{
	const struct session_view *view = &call->chat->view;
	struct text sealed;
	if (err != ERR_NONE)
		return job_failed(call, err);
	if (!message_by_mail_seal(call, SIDE_VISITOR, view->visitor_id, &sealed))
		return job_failed(call, ERR_UNREADABLE);
	return sql_chat_mail_store(call, stored, call->chat->message_id, view->id, view->visitor_id,
		sealed, fingerprint_bytes(call->chat), call->job->id, call->job->fence);
}

/* --- the session ------------------------------------------------------------------------------ */
static struct next started(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	if (answer->row_count == 0)
		return job_failed(call, ERR_QUEUE_FULL);
	return session_load_any(call, sql_chat_session_start_row(answer, 0).session_id, loaded);
}

static struct next begin(struct call *call, const struct sql_chat_mail_take_row *row)
{
	struct uuid session_id = uuid_random();
	return sql_chat_session_start(call, started, row->visitor_id, TEXT_ABSENT, TEXT_ABSENT,
		row->visitor_name, row->visitor_email, TEXT_ABSENT, TEXT_ABSENT, session_id,
		session_key_make(call->tenant->keys, &call->arena, session_id),
		places_known_waiting(call));
}

/* --- the mail --------------------------------------------------------------------------------- */
static struct next taken(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_ABSENT) /* erased with its session */
		return sql_chat_mail_job_done(call, job_finished, call->job->id, call->job->fence);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_chat_mail_take_row row = sql_chat_mail_take_row(answer, 0);
	const struct mail_place place = {
		.message_id = call->chat->message_id, .session_id = row.session_id};
	struct text message = TEXT_ABSENT;
	enum err err = mail_open(call, &place, row.wrapped_key, row.content, "message", &message);
	if (err != ERR_NONE || text_is_absent(message))
		return job_failed(call, ERR_UNREADABLE);
	call->chat->content = message;
	return begin(call, &row);
}

struct next mail_to_message(struct call *call)
{
	chat_work(call)->message_id = call->job->subject_id;
	return sql_chat_mail_take(call, taken, call->chat->message_id);
}
