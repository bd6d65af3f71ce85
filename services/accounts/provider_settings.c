/* The tenant's provider, as its admins see and change it. Its secret is told to the provider alone.
 */
#include "accounts/provider.h"
#include "accounts/provider_input.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "sql_accounts.h"

struct next provider_settings_get(struct call *call)
{
	return sql_sign_in_provider_settings(call, db_answer_json, provider_redirect_uri(call));
}

/* --- set -------------------------------------------------------------------------------------- */
static struct next set(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (text_equals(sql_sign_in_provider_set_row(answer, 0).outcome, TEXT("secret")))
		return call_fail(call, ERR_FIELD,
			"clientSecret must be given: it is told to no other issuer than it was "
			"given for.");
	return provider_settings_get(call);
}

struct next provider_settings_change(struct call *call)
{
	const struct seal_place place = provider_secret_place(call->tenant->id);
	struct provider_input input;
	const char *fault = provider_input_read(&call->arena, call->body, &input);
	struct text secret = TEXT_ABSENT;
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	if (!text_is_absent(input.secret))
		secret = keyring_seal(call->parts->keyring, &call->arena, &place, input.secret);
	return sql_sign_in_provider_set(call, set, call->who.agent_id, input.issuer,
		input.client_id, secret, input.label, input.is_required, input.takes_unsaid_emails,
		input.domains, input.domain_count);
}

/* --- taken away ------------------------------------------------------------------------------- */
static struct next dropped(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_sign_in_provider_drop_row(answer, 0).is_dropped)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next provider_settings_drop(struct call *call)
{
	return sql_sign_in_provider_drop(call, dropped, call->who.agent_id);
}

/* --- a colleague's link ----------------------------------------------------------------------- */
static struct next unlinked(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	if (!sql_provider_unlink_row(answer, 0).is_unlinked)
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_empty(call);
}

struct next provider_unlink(struct call *call)
{
	return sql_provider_unlink(call, unlinked, call->who.agent_id, call_path_uuid(call, 0));
}
