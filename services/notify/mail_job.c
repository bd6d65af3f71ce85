/*
 * Sending one mail. The row is taken, which counts the try and fixes the message's id; then it is
 * written and handed over, with nothing locked; what became of it is noted in the statement that
 * ends the job. Where a worker dies between the server's word and that statement, the mail is sent
 * once more, under the same id.
 *
 * What the server refuses for good ends it, and a recipient that it refuses is not written to any
 * more. What it refuses for now, and whatever else goes wrong, is tried again for a day.
 */
#include "notify/notify.h"

#include "call/job.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "jobs/jobs.h"
#include "mails.h"
#include "notify/letter.h"
#include "notify/template.h"
#include "outside/ask.h"
#include "outside/mail_server.h"
#include "outside/outside.h"
#include "sql_notify.h"

enum { SEND_MS = 240000, WAIT_MS = 60000 /* without a server */, VALUES_MOST = 16, USUAL_MOST = 2 };

static const struct mail_service *service_of(const struct call *call)
{
	return outside_mail_service(call->parts->outside);
}

/* --- what became of it ------------------------------------------------------------------------ */
static struct next noted(struct call *call, const struct sql_answer *answer)
{
	if (answer->err == ERR_NONE && !sql_mail_failed_row(answer, 0).is_over)
		return job_failed(call, ERR_BUSY);
	return job_finished(call, answer);
}

static struct next fail(struct call *call, const char *step, int code, struct text said,
	bool is_final, bool is_suppressed)
{
	metric_add(call->parts->env.metrics, METRIC_MAILS_FAILED, 1);
	return sql_mail_failed(call, noted, call->notify->mail_id, text_from(step), code, said,
		is_final, is_suppressed, call->job->id, call->job->fence);
}

/* Of what comes before a mail's own turn none is to blame: no server, no sign-in. */
static struct next replied(struct call *call, const struct outside_reply *reply)
{
	bool is_refused = reply->code >= 500 && reply->step >= SMTP_MAIL;
	struct text words = reply->words;
	if (!reply->failure) {
		metric_add(call->parts->env.metrics, METRIC_MAILS_SENT, 1);
		return sql_mail_sent(call, job_finished, call->notify->mail_id, words,
			call->job->id, call->job->fence);
	}
	if (reply->code == 0 || words.size == 0)
		words = text_from(reply->failure);
	return fail(call, outside_smtp_step_name(reply->step), reply->code, words, is_refused,
		is_refused && reply->step == SMTP_RCPT);
}

/* --- writing it ------------------------------------------------------------------------------- */
static size_t read_values(const struct json *json, struct template_value *ret_values)
{
	size_t count = json_member_count(json);
	count = count < VALUES_MOST ? count : VALUES_MOST;
	for (size_t i = 0; i < count; i++) {
		const struct json *value = json_member_at(json, i, &ret_values[i].name);
		ret_values[i].value = TEXT("");
		(void)json_text(value, &ret_values[i].value);
	}
	return count;
}

/* What a person's mail says of itself (mails.h). */
struct person {
	struct text from, reply_to, references;
};

static void read_person(struct call *call, const struct json *json, struct person *ret_person)
{
	const struct {
		const char *name;
		struct text *place;
	} members[] = {{"from", &ret_person->from}, {"replyTo", &ret_person->reply_to},
		{"references", &ret_person->references}};
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (json_text(json_member(json, members[i].name), members[i].place))
			*members[i].place = arena_copy(&call->arena, *members[i].place);
}

/* The agent's message that a mail brings, or their comment in a ticket: it is kept nowhere else.
 * False: it cannot be opened. */
static bool open_message(
	struct call *call, const struct sql_mail_take_row *row, struct text *ret_content)
{
	const struct seal_place place = {.tenant_id = call->tenant->id,
		.table = row->is_of_ticket ? TEXT("ticket_comments") : TEXT("chat_messages"),
		.column = TEXT("content"),
		.session_id = row->session_id,
		.row_id = call->notify->mail_id,
		.sender_type = TEXT("agent"),
		.sender_id = row->sender_id};
	struct seal_key key;
	*ret_content = TEXT("");
	if (text_is_absent(row->content))
		return true;
	if (session_key_open(call->tenant->keys, row->session_id, row->wrapped_key, &key) !=
		ERR_NONE)
		return false;
	enum err err = seal_open(&call->arena, &key, &place, row->content, ret_content);
	seal_key_wipe(&key);
	return err == ERR_NONE;
}

/* What a template has beside the mail's own: the values' count. */
static size_t read_usual(struct call *call, const struct sql_mail_take_row *row,
	struct text content, struct template_value *ret_values)
{
	ret_values[0] = (struct template_value){TEXT("text"), content};
	ret_values[1] = (struct template_value){
		TEXT("number"), arena_printf(&call->arena, "%lld", (long long)row->ticket_number)};
	return row->has_ticket_number ? 2 : 1;
}

/* False: they cannot be opened. */
static bool fill(struct call *call, const struct mail_template *template,
	const struct sql_mail_take_row *row, struct person *ret_person,
	struct template_filled *ret_filled)
{
	const struct template_look look = {.tenant = call->tenant->name, .color = row->color};
	struct template_value values[USUAL_MOST + VALUES_MOST];
	struct text plain = TEXT("{}"), content;
	struct json *json = NULL;
	if (!text_is_absent(row->parameters) &&
		mail_unseal(call, call->notify->mail_id, row->parameters, &plain) != ERR_NONE)
		return false;
	if (!open_message(call, row, &content) || json_parse(plain, &json) != ERR_NONE)
		return false;
	size_t count = read_usual(call, row, content, values);
	count += read_values(json, values + count);
	template_fill(&call->arena, template, &look, values, count, ret_filled);
	read_person(call, json, ret_person);
	json_free(&json);
	return true;
}

static struct text first_of(struct text one, struct text other)
{
	return text_is_absent(one) ? other : one;
}

static struct text write_letter(struct call *call, const struct sql_mail_take_row *row,
	const struct person *person, const struct template_filled *filled, struct text from_address)
{
	const struct mail_service *service = service_of(call);
	struct text desk =
		first_of(first_of(row->sender_name, service->sender_name), call->tenant->name);
	const struct letter letter = {
		.from_name = first_of(person->from, desk),
		.from_address = from_address,
		.reply_to = first_of(person->reply_to, row->reply_to),
		.is_personal = !text_is_absent(person->from),
		.references = person->references,
		.to = row->recipient,
		.subject = filled->subject,
		.text = filled->text,
		.html = filled->html,
		.message_id = row->message_id,
		.date_s = row->created_at / 1000000,
	};
	return letter_write(&call->arena, &letter);
}

/* Nothing is sent. */
static struct next keep(struct call *call, const struct template_filled *filled)
{
	return sql_mail_keep(call, job_finished, call->notify->mail_id,
		inbox_seal(call, filled->subject, filled->text), call->job->id, call->job->fence);
}

static struct next hand_over(struct call *call, const struct sql_mail_take_row *row,
	const struct person *person, const struct template_filled *filled)
{
	const struct mail_service *service = service_of(call);
	struct text from = first_of(row->sender_address, service->sender_address);
	const struct outside_mail mail = {.server = &service->server,
		.sender = arena_copy(&call->arena, first_of(person->reply_to, from)),
		.recipient = arena_copy(&call->arena, row->recipient),
		.message = write_letter(call, row, person, filled, from),
		.limit_ms = SEND_MS};
	return outside_mail_send(call, &mail, replied);
}

/* Nobody is there to be written to any more, when the row is not: it was dropped. */
static struct next taken(struct call *call, const struct sql_answer *answer)
{
	struct person person = {.from = TEXT_ABSENT};
	struct template_filled filled;
	if (answer->err == ERR_ABSENT)
		return sql_mail_job_done(call, job_finished, call->job->id, call->job->fence);
	if (answer->err != ERR_NONE)
		return job_failed(call, answer->err);
	struct sql_mail_take_row row = sql_mail_take_row(answer, 0);
	if (row.is_suppressed)
		return fail(call, "", 0, TEXT("The address is on the list of suppressed ones"),
			true, false);
	const struct mail_template *template = template_find(row.kind, row.locale);
	if (!template)
		return fail(call, "", 0, TEXT("This version does not know this kind of mail"),
			false, false);
	if (!fill(call, template, &row, &person, &filled))
		return fail(call, "", 0, TEXT("What it is to say cannot be opened"), true, false);
	return service_of(call)->is_inbox ? keep(call, &filled)
					  : hand_over(call, &row, &person, &filled);
}

struct next mail_send(struct call *call)
{
	const struct mail_service *service = service_of(call);
	notify_work(call)->mail_id = call->job->subject_id;
	if (!service->is_set) {
		metric_add(call->parts->env.metrics, METRIC_MAILS_WAITED, 1);
		return job_wait(call, WAIT_MS);
	}
	return sql_mail_take(call, taken, call->notify->mail_id, service->our_host);
}
