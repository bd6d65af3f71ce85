/* Codes of a second factor: of its secret, which is opened for the moment alone, or recovery codes.
 */
#include "accounts/accounts.h"

#include <string.h>

#include "crypto/base32.h"
#include "crypto/totp.h"

static struct seal_place place_of(struct uuid user_id)
{
	return (struct seal_place){
		.table = TEXT("second_factors"), .column = TEXT("secret"), .row_id = user_id};
}

struct text code_make_secret(struct call *call, struct uuid user_id, struct text *ret_sealed)
{
	uint8_t secret[TOTP_SECRET_SIZE];
	char *letters = arena_alloc(&call->arena, BASE32_SIZE(TOTP_SECRET_SIZE) + 1);
	const struct seal_place place = place_of(user_id);
	totp_make_secret(secret);
	base32_encode(secret, sizeof(secret), letters);
	*ret_sealed = keyring_seal(call->parts->keyring, &call->arena, &place,
		(struct text){(const char *)secret, sizeof(secret)});
	explicit_bzero(secret, sizeof(secret));
	return text_from(letters);
}

/* One hash under each master key: those that were made before a rotation hold. */
static void hash_recovery_code(
	struct call *call, struct uuid user_id, struct text typed, struct second_factor_code *code)
{
	const struct keyring *keyring = call->parts->keyring;
	size_t most = keyring_count(keyring);
	struct text *hashes = arena_array(&call->arena, most, sizeof(*hashes));
	char hash[2 * RECOVERY_HASH_SIZE + 1];
	code->hashes = hashes;
	while (code->hash_count < most &&
		recovery_code_hash(keyring, code->hash_count, user_id, typed, hash))
		hashes[code->hash_count++] = arena_copy(&call->arena, text_from(hash));
}

enum err code_read(struct call *call, struct text sealed, int64_t last_step)
{
	struct accounts_work *work = call->accounts;
	const struct seal_place place = place_of(work->user_id);
	struct second_factor_code code = {.has_step = false};
	struct text typed = accounts_member(call, "code"), secret;
	enum err err =
		keyring_seal_open(call->parts->keyring, &call->arena, &place, sealed, &secret);
	if (err != ERR_NONE)
		return err;
	int64_t now_s = db_time_us(call->parts->db) / 1000000;
	code.has_step = totp_matches(secret, now_s, last_step, typed, &code.step);
	explicit_bzero((char *)secret.data, secret.size);
	if (!code.has_step)
		hash_recovery_code(call, work->user_id, typed, &code);
	work->code = code;
	return ERR_NONE;
}

const struct text *code_make_recovery(struct call *call, struct uuid user_id)
{
	struct accounts_work *work = accounts_work(call);
	struct text *hashes = arena_array(&call->arena, RECOVERY_CODES, sizeof(*hashes));
	char hash[2 * RECOVERY_HASH_SIZE + 1];
	work->recovery_codes =
		arena_array(&call->arena, RECOVERY_CODES, sizeof(*work->recovery_codes));
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		recovery_code_make(work->recovery_codes[i]);
		(void)recovery_code_hash(
			call->parts->keyring, 0, user_id, text_from(work->recovery_codes[i]), hash);
		hashes[i] = arena_copy(&call->arena, text_from(hash));
	}
	return hashes;
}

struct next code_answer_recovery(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "recoveryCodes");
	json_open_array(&writer);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		json_put_text(&writer, text_from(work->recovery_codes[i]));
	json_close_array(&writer);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}
