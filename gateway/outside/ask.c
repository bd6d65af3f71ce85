/* A call is parked while its request is under way; the answer is copied into its arena. */
#include "outside/ask.h"

#include "call/parts.h"

enum { STATEMENT_MS = 5000 /* of a job's step, behind the request */, MARGIN_MS = 2000 };

struct outside_waiting {
	struct call *call;
	struct outside_http request;
	struct outside_asking asking;
	struct outside_answer answer;
	outside_http_then http_then;
	struct outside_mail mail;
	struct outside_mailing mailing;
	struct outside_reply reply;
	outside_mail_then mail_then;
};

static uint32_t limit_ms(struct call *call, uint32_t wanted_ms)
{
	uint64_t now_ms = env_now_ms(&call->parts->env);
	uint64_t left_ms = call->deadline_ms > now_ms ? call->deadline_ms - now_ms : 0;
	if (!call->job) {
		call_extend(call, (uint64_t)wanted_ms + MARGIN_MS);
		return wanted_ms;
	}
	left_ms = left_ms > STATEMENT_MS ? left_ms - STATEMENT_MS : 0;
	return left_ms < wanted_ms ? (uint32_t)left_ms : wanted_ms;
}

static struct outside_waiting *wait_with(struct call *call)
{
	struct outside_waiting *waiting = ARENA_NEW(&call->arena, struct outside_waiting);
	waiting->call = call;
	call->outside = waiting;
	return waiting;
}

static const char *copy(struct call *call, const char *sentence)
{
	return sentence ? arena_copy(&call->arena, text_from(sentence)).data : NULL;
}

/* --- HTTP ------------------------------------------------------------------------------------- */
static struct next deliver_answer(struct call *call)
{
	return call->outside->http_then(call, &call->outside->answer);
}

static void answered(struct outside_asking *asking, const struct outside_answer *answer)
{
	struct outside_waiting *waiting = CONTAINER_OF(asking, struct outside_waiting, asking);
	struct call *call = waiting->call;
	waiting->answer = *answer;
	waiting->answer.failure = copy(call, answer->failure);
	if (!text_is_absent(answer->content_type))
		waiting->answer.content_type = arena_copy(&call->arena, answer->content_type);
	waiting->answer.body = arena_copy(&call->arena, answer->body);
	call_resume(call, deliver_answer);
}

struct next outside_http_ask(
	struct call *call, const struct outside_http *request, outside_http_then then)
{
	struct outside_waiting *waiting = wait_with(call);
	waiting->request = *request;
	waiting->request.limit_ms = limit_ms(call, request->limit_ms);
	waiting->http_then = then;
	waiting->asking =
		(struct outside_asking){.request = &waiting->request, .answered = answered};
	outside_http_begin(call->parts->outside, &waiting->asking);
	return call_wait(call);
}

/* --- SMTP ------------------------------------------------------------------------------------- */
static struct next deliver_reply(struct call *call)
{
	return call->outside->mail_then(call, &call->outside->reply);
}

static void mailed(struct outside_mailing *mailing, const struct outside_reply *reply)
{
	struct outside_waiting *waiting = CONTAINER_OF(mailing, struct outside_waiting, mailing);
	struct call *call = waiting->call;
	waiting->reply = *reply;
	waiting->reply.failure = copy(call, reply->failure);
	waiting->reply.words = arena_copy(&call->arena, reply->words);
	call_resume(call, deliver_reply);
}

struct next outside_mail_send(
	struct call *call, const struct outside_mail *mail, outside_mail_then then)
{
	struct outside_waiting *waiting = wait_with(call);
	waiting->mail = *mail;
	waiting->mail.limit_ms = limit_ms(call, mail->limit_ms);
	waiting->mail_then = then;
	waiting->mailing = (struct outside_mailing){.mail = &waiting->mail, .mailed = mailed};
	outside_mail_begin(call->parts->outside, &waiting->mailing);
	return call_wait(call);
}
