/* What sealing a message costs: its session's key unwrapped, fingerprint and envelope. */
#include "crypto/seal.h"

#include <stdlib.h>

#include "crypto/vault.h"
#include "path.h"

static struct vault vault;
static struct arena forever;
static struct text wrapped;

static const struct seal_place key_place = {.tenant_id = {{1}},
	.table = TEXT("session_keys"),
	.column = TEXT("wrapped"),
	.session_id = {{2}}};
static const struct seal_place place = {.tenant_id = {{1}},
	.table = TEXT("chat_messages"),
	.column = TEXT("content"),
	.session_id = {{2}},
	.row_id = {{3}},
	.sender_type = TEXT("visitor"),
	.sender_id = TEXT("0123456789abcdef0123456789abcdef")};

void path_prepare(void)
{
	struct seal_key key;
	if (!vault_new(1, &vault))
		abort();
	seal_key_make(&vault.keys[0]);
	vault.count = 1;
	vault_close(&vault);
	arena_init(&forever);
	seal_key_make(&key);
	wrapped = vault_wrap(&vault, &forever, &key_place, &key);
}

void path_once(void)
{
	static const struct text content =
		TEXT("where is my order and when will it arrive at my door, please? wh");
	uint8_t fingerprint[FINGERPRINT_SIZE];
	struct seal_key key;
	struct arena arena;
	if (vault_unwrap(&vault, &key_place, wrapped, &key))
		abort();
	arena_init(&arena);
	seal_fingerprint(&key, content, fingerprint);
	(void)seal(&arena, &key, &place, content);
	arena_done(&arena);
	seal_key_wipe(&key);
}
