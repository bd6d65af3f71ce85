/*
 * One's own second factor: begun with the password, turned on by a code, given new recovery codes
 * by a code, turned off with the password and a code. What is typed is checked in that order, each
 * as often as throttle.c allows.
 */
#include "accounts/accounts.h"

#include "auth/password.h"
#include "sql_accounts.h"

static const char *const wrong_code = "The code is wrong, or was used before";

struct next second_factor_get(struct call *call)
{
	return sql_second_factor(call, db_answer_json, call->who.user_id);
}

/* --- the password ----------------------------------------------------------------------------- */
static struct next compared(struct call *call, bool matches)
{
	if (!matches)
		return call_fail(call, ERR_DENIED, "The current password is wrong");
	return call->accounts->proven(call);
}

static struct next password_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	return password_check(call, PASSWORD_KNOWN, accounts_member(call, "currentPassword"),
		sql_user_password_row(answer, 0).password_hash, compared);
}

static struct next password_granted(struct call *call)
{
	return sql_user_password(call, password_read, call->who.user_id);
}

static struct next require_password(struct call *call, call_step then)
{
	accounts_work(call)->proven = then;
	if (text_is_absent(accounts_member(call, "currentPassword")))
		return call_fail(call, ERR_INVALID, "currentPassword is needed");
	return throttle_password(call, password_granted);
}

/* --- the code --------------------------------------------------------------------------------- */
/* `is_on`: whether it must be on, or must not. */
static struct next factor_read(struct call *call, const struct sql_answer *answer, bool is_on)
{
	struct accounts_work *work = call->accounts;
	struct sql_second_factor_get_row row = {.is_on = false};
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (answer->row_count > 0)
		row = sql_second_factor_get_row(answer, 0);
	if (answer->row_count == 0 || row.is_on != is_on)
		return call_fail(call, ERR_STATE,
			is_on ? "There is no second factor" : "Begin with a new secret");
	work->secret = arena_copy(&call->arena, row.secret);
	enum err err = code_read(call, row.secret, row.last_step);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	return work->proven(call);
}

static struct next on_read(struct call *call, const struct sql_answer *answer)
{
	return factor_read(call, answer, true);
}

static struct next begun_read(struct call *call, const struct sql_answer *answer)
{
	return factor_read(call, answer, false);
}

static struct next on_granted(struct call *call)
{
	return sql_second_factor_get(call, on_read, call->who.user_id);
}

static struct next begun_granted(struct call *call)
{
	return sql_second_factor_get(call, begun_read, call->who.user_id);
}

/* Reads the code into work->code, and runs `then` whether it is right or not. */
static struct next require_code(struct call *call, call_step granted, call_step then)
{
	struct accounts_work *work = accounts_work(call);
	work->proven = then;
	work->user_id = call->who.user_id;
	if (text_is_absent(accounts_member(call, "code")))
		return call_fail(call, ERR_INVALID, "A code is needed");
	return throttle_code(call, granted);
}

static const int64_t *step_of(const struct second_factor_code *code)
{
	return code->has_step ? &code->step : NULL;
}

/* --- begun ------------------------------------------------------------------------------------ */
static struct next kept(struct call *call, const struct sql_answer *answer)
{
	struct json_writer writer;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_second_factor_begin_row(answer, 0).is_begun)
		return call_fail(call, ERR_STATE, "A second factor is on: turn it off first");
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "secret");
	json_put_text(&writer, call->accounts->secret);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next begin(struct call *call)
{
	struct text sealed;
	call->accounts->secret = code_make_secret(call, call->who.user_id, &sealed);
	return sql_second_factor_begin(call, kept, call->who.user_id, sealed);
}

struct next second_factor_begin(struct call *call)
{
	return require_password(call, begin);
}

/* --- turned on -------------------------------------------------------------------------------- */
static struct next confirmed(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_second_factor_confirm_row(answer, 0).is_on)
		return call_fail(call, ERR_STATE, "Begin with a new secret");
	sign_outs_tell_but(call, call->who.user_id, call->who.sign_in_id);
	return code_answer_recovery(call);
}

/* A recovery code does not do: it would be one of a secret that has none yet. */
static struct next confirm(struct call *call)
{
	struct accounts_work *work = call->accounts;
	if (!work->code.has_step)
		return call_fail(call, ERR_DENIED, wrong_code);
	return sql_second_factor_confirm(call, confirmed, call->who.agent_id, call->who.user_id,
		call->who.sign_in_id, work->secret, work->code.step,
		code_make_recovery(call, call->who.user_id), RECOVERY_CODES);
}

struct next second_factor_confirm(struct call *call)
{
	return require_code(call, begun_granted, confirm);
}

/* --- recovery codes --------------------------------------------------------------------------- */
static struct next made(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_recovery_codes_make_row(answer, 0).is_made)
		return call_fail(call, ERR_DENIED, wrong_code);
	return code_answer_recovery(call);
}

static struct next make_codes(struct call *call)
{
	return sql_recovery_codes_make(call, made, call->who.agent_id, call->who.user_id,
		step_of(&call->accounts->code), code_make_recovery(call, call->who.user_id),
		RECOVERY_CODES);
}

struct next second_factor_codes(struct call *call)
{
	return require_code(call, on_granted, make_codes);
}

/* --- turned off ------------------------------------------------------------------------------- */
static struct next turned_off(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_second_factor_off_row(answer, 0).is_off)
		return call_fail(call, ERR_DENIED, wrong_code);
	return call_answer_empty(call);
}

static struct next turn_off(struct call *call)
{
	const struct second_factor_code *code = &call->accounts->code;
	return sql_second_factor_off(call, turned_off, call->who.agent_id, call->who.user_id,
		step_of(code), code->hashes, code->hash_count);
}

static struct next ask_code(struct call *call)
{
	return require_code(call, on_granted, turn_off);
}

struct next second_factor_off(struct call *call)
{
	return require_password(call, ask_code);
}
