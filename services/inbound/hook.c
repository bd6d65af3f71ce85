/*
 * POST /api/inbound/mail/{tenantId}: a provider's server, or one of the merchant's, hands a mail
 * over, signed as webhooks are: HMAC-SHA256 of the time, a dot and the body, under the tenant's
 * secret. The body is the mail as it came. From there on it is as any that comes in: 204 once it is
 * stored.
 */
#include "inbound/inbound.h"

#include <string.h>

#include "call/parts.h"
#include "call/request.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "crypto/token.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "reply_address.h"
#include "sql_inbound.h"

enum { WINDOW_S = 300, MICROSECONDS = 1000000 };

static struct seal_place place_of(void)
{
	return (struct seal_place){.table = TEXT("mail_settings"), .column = TEXT("hook_secret")};
}

/* --- taking a mail ---------------------------------------------------------------------------- */
/* What a field of the header says: "t=1796036400,v1=8c1f…". */
static struct text part_of(struct text header, struct text name)
{
	while (header.size > 0) {
		const char *comma = memchr(header.data, ',', header.size);
		struct text part = {
			header.data, comma ? (size_t)(comma - header.data) : header.size};
		size_t taken = part.size + (comma ? 1 : 0);
		header = (struct text){header.data + taken, header.size - taken};
		if (text_starts_with(part, name))
			return (struct text){part.data + name.size, part.size - name.size};
	}
	return TEXT_ABSENT;
}

/* Who keeps a request cannot send it as a later one. */
static bool read_signature(struct call *call, struct mail_signature *ret_signature)
{
	struct text header = call_header(call, "x-frontdesk-signature");
	int64_t now_s = db_time_us(call->parts->db) / MICROSECONDS;
	uint64_t time_s = 0;
	ret_signature->digest = part_of(header, TEXT("v1="));
	if (!text_to_uint64(part_of(header, TEXT("t=")), &time_s) || time_s > INT64_MAX)
		return false;
	ret_signature->time_s = (int64_t)time_s;
	return ret_signature->time_s > now_s - WINDOW_S && ret_signature->time_s < now_s + WINDOW_S;
}

static struct next read(struct call *call, enum err err, const struct mail_reading *reading)
{
	if (err == ERR_DENIED)
		return call_fail(call, err, "The signature is not the body's.");
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	if (!call->tenant->is_active) /* it may be back */
		return call_fail(call, ERR_BUSY, NULL);
	uint64_t wait_ms = call_limit(call, LIMIT_INBOUND_HOOK, text_from(call->tenant->role));
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	return inbound_read(call, reading);
}

static struct next found(struct call *call, const struct sql_answer *answer)
{
	struct inbound_work *work = call->inbound;
	struct seal_place place = place_of();
	struct mail_signature *signature = ARENA_NEW(&call->arena, struct mail_signature);
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct text sealed = sql_inbound_hook_row(answer, 0).secret;
	if (text_is_absent(sealed))
		return call_fail(call, ERR_ABSENT, NULL);
	if (tenant_seal_open(call->tenant->keys, &call->arena, &place, sealed,
		    &signature->secret) != ERR_NONE)
		return call_fail(call, ERR_UNREADABLE, NULL);
	if (!read_signature(call, signature))
		return call_fail(call, ERR_DENIED,
			"X-Frontdesk-Signature must be t=TIME,v1=DIGEST, of a time not long ago.");
	if (!work->is_to_tenant && !reply_token_is_ours(call->tenant->keys, &work->token))
		return call_fail(call, ERR_FIELD, "X-Frontdesk-Recipient is no address of ours.");
	return mail_read_signed(call, call->request->body, signature, read);
}

static struct next entered(struct call *call, enum err err)
{
	return err == ERR_NONE ? sql_inbound_hook(call, found) : call_fail(call, err, NULL);
}

/* Until the signature is read, whoever it is counts for their network, and for no tenant. */
static uint64_t take_from_network(struct call *call)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	return call_limit(call, LIMIT_HOOK_ADDRESS, limit_network(call_peer(call), room));
}

struct next hook_take(struct call *call)
{
	struct inbound_work *work = ARENA_NEW(&call->arena, struct inbound_work);
	struct text recipient = call_header(call, "x-frontdesk-recipient");
	struct text sender = call_header(call, "x-frontdesk-sender");
	struct uuid tenant_id = call_path_uuid(call, 0);
	uint64_t wait_ms = take_from_network(call);
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	call->inbound = work;
	work->sender = text_is_absent(sender) ? TEXT("unknown") : sender;
	work->is_to_tenant = support_address_read(recipient, &work->token.tenant_id);
	bool is_ours = work->is_to_tenant || reply_address_read(recipient, &work->token);
	if (!is_ours || !uuid_equals(work->token.tenant_id, tenant_id))
		return call_fail(call, ERR_FIELD, "X-Frontdesk-Recipient is no address of ours.");
	return tenant_enter_any(call, tenant_id, entered);
}

/* --- its secret ------------------------------------------------------------------------------- */
static struct next made(struct call *call, const struct sql_answer *answer)
{
	struct json_writer json;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "secret");
	json_put_text(&json, call->inbound->secret);
	json_close_object(&json);
	return call_answer(call, 201, json_writer_text(&json));
}

/* Shown once; the one before is good no more. */
struct next hook_make(struct call *call)
{
	struct seal_place place = place_of();
	char secret[TOKEN_SIZE + 1];
	call->inbound = ARENA_NEW(&call->arena, struct inbound_work);
	token_make(secret);
	call->inbound->secret = arena_copy(&call->arena, text_from(secret));
	explicit_bzero(secret, sizeof(secret));
	return sql_inbound_hook_set(call, made,
		tenant_seal(call->tenant->keys, &call->arena, &place, call->inbound->secret),
		call->who.agent_id);
}

static struct next dropped(struct call *call, const struct sql_answer *answer)
{
	return answer->err == ERR_NONE ? call_answer_empty(call)
				       : call_fail(call, answer->err, NULL);
}

struct next hook_drop(struct call *call)
{
	return sql_inbound_hook_set(call, dropped, TEXT_ABSENT, call->who.agent_id);
}
