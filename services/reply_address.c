/* Addresses at which mail comes in. */
#include "reply_address.h"

#include <string.h>

#include "call/parts.h"
#include "call/tenant.h"
#include "crypto/base32.h"
#include "mail/mail.h"

static const struct text reply = TEXT("reply+");
static const struct text support = TEXT("support+");

static struct text write_address(struct call *call, struct text prefix, const char *token)
{
	struct text domain = mail_domain(call->parts->mail);
	return arena_printf(&call->arena, "%.*s%s@%.*s", TEXT_ARG(prefix), token, TEXT_ARG(domain));
}

struct text reply_address_of(struct call *call, struct uuid session_id)
{
	char token[REPLY_TOKEN_SIZE + 1];
	if (text_is_absent(mail_domain(call->parts->mail)))
		return TEXT_ABSENT;
	reply_token_make(call->tenant->keys, session_id, token);
	return write_address(call, reply, token);
}

struct text support_address_of(struct call *call)
{
	char code[TENANT_CODE_SIZE + 1];
	if (text_is_absent(mail_domain(call->parts->mail)))
		return TEXT_ABSENT;
	base32_encode_lower(call->tenant->id.bytes, sizeof(call->tenant->id.bytes), code);
	return write_address(call, support, code);
}

/* What stands between a prefix and the domain; absent where there is another prefix. */
static struct text token_of(struct text address, struct text prefix)
{
	const char *at = address.size > 0 ? memrchr(address.data, '@', address.size) : NULL;
	struct text local = {address.data, at ? (size_t)(at - address.data) : 0};
	struct text head = {local.data, local.size < prefix.size ? local.size : prefix.size};
	if (!text_equals_folded(head, prefix))
		return TEXT_ABSENT;
	return (struct text){local.data + prefix.size, local.size - prefix.size};
}

bool reply_address_read(struct text address, struct reply_token *ret_token)
{
	struct text token = token_of(address, reply);
	return !text_is_absent(token) && reply_token_read(token, ret_token);
}

bool support_address_read(struct text address, struct uuid *ret_tenant_id)
{
	struct text code = token_of(address, support);
	return code.size == TENANT_CODE_SIZE &&
	       base32_decode(code, ret_tenant_id->bytes, sizeof(ret_tenant_id->bytes));
}
