/* Tokens in addresses for answers. */
#include "crypto/reply_token.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base32.h"

enum { IDS_SIZE = 2 * sizeof(struct uuid), BYTES_SIZE = IDS_SIZE + REPLY_TOKEN_MARK_SIZE };

static const uint8_t use[16] = "reply address";

static void reckon_mark(const struct tenant_keys *keys, const uint8_t ids[IDS_SIZE],
	uint8_t ret_mark[REPLY_TOKEN_MARK_SIZE])
{
	uint8_t hash[TENANT_HASH_SIZE];

	tenant_keys_hash(keys, use, (struct text){(const char *)ids, IDS_SIZE}, hash);
	memcpy(ret_mark, hash, REPLY_TOKEN_MARK_SIZE);
}

static void put_ids(struct uuid tenant_id, struct uuid session_id, uint8_t ret_ids[IDS_SIZE])
{
	memcpy(ret_ids, tenant_id.bytes, sizeof tenant_id.bytes);
	memcpy(ret_ids + sizeof tenant_id.bytes, session_id.bytes, sizeof session_id.bytes);
}

void reply_token_make(const struct tenant_keys *keys, struct uuid session_id,
	char ret_token[REPLY_TOKEN_SIZE + 1])
{
	uint8_t bytes[BYTES_SIZE];

	_Static_assert(BASE32_SIZE(BYTES_SIZE) == REPLY_TOKEN_SIZE, "a token is its bytes");
	put_ids(tenant_keys_tenant(keys), session_id, bytes);
	reckon_mark(keys, bytes, bytes + IDS_SIZE);
	base32_encode_lower(bytes, sizeof bytes, ret_token);
}

bool reply_token_read(struct text text, struct reply_token *ret_token)
{
	uint8_t bytes[BYTES_SIZE];

	if (text.size != REPLY_TOKEN_SIZE || !base32_decode(text, bytes, sizeof bytes))
		return false;
	memcpy(ret_token->tenant_id.bytes, bytes, sizeof ret_token->tenant_id.bytes);
	memcpy(ret_token->session_id.bytes, bytes + sizeof ret_token->tenant_id.bytes,
		sizeof ret_token->session_id.bytes);
	memcpy(ret_token->mark, bytes + IDS_SIZE, sizeof ret_token->mark);
	return true;
}

bool reply_token_is_ours(const struct tenant_keys *keys, const struct reply_token *token)
{
	uint8_t ids[IDS_SIZE], mark[REPLY_TOKEN_MARK_SIZE];

	put_ids(token->tenant_id, token->session_id, ids);
	reckon_mark(keys, ids, mark);
	return uuid_equals(token->tenant_id, tenant_keys_tenant(keys)) &&
	       sodium_memcmp(mark, token->mark, sizeof mark) == 0;
}
