/* A mail for one recipient, step by step: its address, its reading, what it is, its keeping. */
#include "inbound/inbound.h"

#include "base/email.h"
#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "inbound/content.h"
#include "inbound/judge.h"
#include "outside/mail_server.h"
#include "outside/outside.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "reply_address.h"
#include "sql_inbound.h"

/* --- dropping --------------------------------------------------------------------------------- */
/* It is taken all the same: to refuse it would make the next machine write. */
static struct next drop(struct call *call, const char *why)
{
	metric_add(call->parts->env.metrics, METRIC_MAILS_DROPPED, 1);
	log_say(call->parts->env.log, LOG_INFO, "a mail that came in is dropped",
		LOG_F_WORD("why", why), LOG_F_UUID("tenant", call->tenant->id));
	return call_answer_empty(call);
}

static struct next bounced(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? drop(call, mail_verdict_word(MAIL_BOUNCE))
				       : call_fail(call, answer->err, NULL);
}

static struct next take_bounce(struct call *call)
{
	const struct inbound_work *work = call->inbound;
	const struct mail_reading *reading = &work->reading;
	if (text_is_absent(reading->failed_address))
		return drop(call, mail_verdict_word(MAIL_BOUNCE));
	return sql_inbound_bounce(call, bounced, work->token.session_id, reading->failed_address,
		arena_printf(&call->arena, "It came back: status %.*s",
			TEXT_ARG(reading->failed_status)));
}

/* --- keeping ---------------------------------------------------------------------------------- */
static struct next kept(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	bool is_new = sql_inbound_keep_row(answer, 0).is_new;
	metric_add(
		call->parts->env.metrics, is_new ? METRIC_MAILS_TAKEN : METRIC_MAILS_REPEATED, 1);
	return call_answer_empty(call);
}

struct next inbound_keep(
	struct call *call, struct text wrapped_key, bool is_known, struct text locale)
{
	const struct inbound_work *work = call->inbound;
	const struct mail_reading *reading = &work->reading;
	const struct seal_place place = {.tenant_id = call->tenant->id,
		.table = TEXT("message_mails"),
		.column = TEXT("content"),
		.session_id = work->token.session_id,
		.row_id = uuid_random()};
	struct seal_key key;
	if (session_key_open(call->tenant->keys, place.session_id, wrapped_key, &key) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	struct text message = content_message(&call->arena, reading, work->is_to_tenant, locale);
	struct text sealed =
		seal(&call->arena, &key, &place, content_json(&call->arena, reading, message));
	seal_key_wipe(&key);
	return sql_inbound_keep(call, kept, place.row_id, place.session_id, reading->message_id,
		reading->from_address, is_known, sealed);
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct email email;
	if (answer->err == ERR_ABSENT)
		return ticket_take(call);
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_inbound_session_row row = sql_inbound_session_row(answer, 0);
	bool is_known = email_read(row.visitor_email, &email) == ERR_NONE &&
			text_equals(text_from(email.normal), call->inbound->reading.from_address);
	return inbound_keep(call, row.wrapped_key, is_known, row.locale);
}

/* --- what it is ------------------------------------------------------------------------------- */
/* A person writes so many mails an hour; who writes more is a machine that says nothing of it. What
 * is brought again since we asked for that counts as well: so it is not dropped, but comes later.
 */
static uint64_t flood_wait_ms(struct call *call)
{
	const struct mail_reading *reading = &call->inbound->reading;
	struct text key = arena_printf(
		&call->arena, "%s %.*s", call->tenant->role, TEXT_ARG(reading->from_address));
	return call_limit(call, LIMIT_INBOUND_SENDER, key);
}

struct next inbound_read(struct call *call, const struct mail_reading *reading)
{
	const struct mail_service *service = outside_mail_service(call->parts->outside);
	call->inbound->reading = *reading;
	enum mail_verdict verdict = mail_judge(reading, call->inbound->sender, service->our_host);
	if (verdict == MAIL_BOUNCE && !call->inbound->is_to_tenant)
		return take_bounce(call);
	if (verdict != MAIL_PERSONAL)
		return drop(call, mail_verdict_word(verdict));
	if (text_is_absent(reading->from_address))
		return drop(call, "nobody's");
	uint64_t wait_ms = flood_wait_ms(call);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	if (call->inbound->is_to_tenant)
		return stranger_take(call);
	return sql_inbound_session(call, found, call->inbound->token.session_id);
}

/* --- whose it is ------------------------------------------------------------------------------ */
static struct next read(struct call *call, enum err err, const struct mail_reading *reading)
{
	return err == ERR_NONE ? inbound_read(call, reading) : call_fail(call, err, NULL);
}

/* A tenant that is suspended, or moves, may be back before the mail server gives up. */
static struct next entered(struct call *call, enum err err)
{
	const struct inbound_work *work = call->inbound;
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!call->tenant->is_active)
		return call_fail(call, ERR_BUSY, NULL);
	if (!work->is_to_tenant && !reply_token_is_ours(call->tenant->keys, &work->token))
		return call_fail(call, ERR_ABSENT, NULL);
	return mail_read(call, call->arrival->message, read);
}

struct next inbound_arrived(struct call *call)
{
	struct text recipient = call->arrival->recipient;
	struct inbound_work *work = ARENA_NEW(&call->arena, struct inbound_work);
	call->inbound = work;
	work->sender = call->arrival->sender;
	work->is_to_tenant = support_address_read(recipient, &work->token.tenant_id);
	if (!work->is_to_tenant && !reply_address_read(recipient, &work->token))
		return call_fail(call, ERR_ABSENT, NULL);
	if (!db_is_connected(call->parts->db)) /* better brought again than held up */
		return call_fail(call, ERR_BUSY, NULL);
	return tenant_enter_any(call, work->token.tenant_id, entered);
}
