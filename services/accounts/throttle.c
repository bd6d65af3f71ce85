/*
 * How often passwords may be tried: by the limits of this host first, then by those that all
 * replicas keep together. Nothing here depends on whether the address is anybody's.
 *
 * A stranger's try counts for the network that it comes from, for the network and the address
 * together, and for the address, over all networks. A browser in which this person has signed in
 * before is counted apart from them: however many strangers try, its owner gets in. It counts for
 * itself and, as its owner can make more of them with each sign-in, for all of theirs together. So
 * it is with the codes of a second factor, which count for the person.
 */
#include "accounts/accounts.h"

#include <string.h>

#include "auth/auth.h"
#include "bus/bus.h"
#include "crypto/browser.h"

static const char *const of_strangers =
	"Too many tries. Wait, or use a browser in which you have signed in before: it is not held "
	"up by what others try";
static const char *const of_ones_own = "Too many tries; wait a little";

/* --- taking ----------------------------------------------------------------------------------- */
static struct next refuse(struct call *call, uint64_t wait_ms)
{
	bool is_own = call->accounts->is_browser_known || call->who.kind == WHO_AGENT ||
		      !text_is_absent(call->accounts->link_token);
	metric_add(call->parts->env.metrics, METRIC_SIGN_IN_LIMITED, 1);
	return call_fail_later(call, ERR_TOO_MANY, is_own ? of_ones_own : of_strangers, wait_ms);
}

static struct next shared(struct call *call, uint64_t wait_ms)
{
	if (wait_ms == 0)
		return call->accounts->then(call);
	metric_add(call->parts->env.metrics, METRIC_RATE_LIMITED, 1);
	return refuse(call, wait_ms);
}

static struct next take(
	struct call *call, const struct limit_token *tokens, size_t count, call_step then)
{
	call->accounts->then = then;
	for (size_t i = 0; i < count; i++) {
		uint64_t wait_ms = call_limit(call, tokens[i].kind, tokens[i].key);
		if (wait_ms > 0)
			return refuse(call, wait_ms);
	}
	return bus_limit_take(call, tokens, count, shared);
}

static struct text bytes_of(const struct uuid *id)
{
	return (struct text){(const char *)id->bytes, sizeof(id->bytes)};
}

/* --- signing in ------------------------------------------------------------------------------- */
/* The first, which has one spelling or one size, and a NUL in front of the second. */
static struct text join(struct call *call, struct text first, struct text second)
{
	size_t size = first.size + 1 + second.size;
	char *both = arena_alloc(&call->arena, size);
	memcpy(both, first.data, first.size);
	both[first.size] = '\0';
	memcpy(both + first.size + 1, second.data, second.size);
	return (struct text){both, size};
}

static bool knows_browser(struct call *call)
{
	struct accounts_work *work = call->accounts;
	int64_t now_s = db_time_us(call->parts->db) / 1000000;
	work->is_browser_known = browser_is_known(call->parts->keyring, work->email,
		auth_browser_proof(call), now_s, &work->browser_id);
	return work->is_browser_known;
}

static struct next take_as_stranger(struct call *call, call_step then)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	struct text network = limit_network(call_peer(call), room);
	struct text email = call->accounts->email;
	const struct limit_token tokens[] = {
		{LIMIT_SIGN_IN_ADDRESS, network},
		{LIMIT_SIGN_IN_PAIR, join(call, network, email)},
		{LIMIT_SIGN_IN_ACCOUNT, email},
	};
	return take(call, tokens, sizeof(tokens) / sizeof(tokens[0]), then);
}

struct next throttle_sign_in(struct call *call, call_step then)
{
	struct accounts_work *work = call->accounts;
	if (!knows_browser(call))
		return take_as_stranger(call, then);
	const struct limit_token tokens[] = {
		{LIMIT_SIGN_IN_BROWSER, bytes_of(&work->browser_id)},
		{LIMIT_SIGN_IN_KNOWN, work->email},
	};
	return take(call, tokens, sizeof(tokens) / sizeof(tokens[0]), then);
}

/* --- asking for a link ----------------------------------------------------------------------- */
struct next throttle_forgotten(struct call *call, call_step then)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	struct text email = call->accounts->email;
	const struct limit_token known = {LIMIT_FORGOTTEN_KNOWN, email};
	if (knows_browser(call))
		return take(call, &known, 1, then);
	const struct limit_token tokens[] = {
		{LIMIT_FORGOTTEN_ADDRESS, limit_network(call_peer(call), room)},
		{LIMIT_FORGOTTEN_EMAIL, email},
	};
	return take(call, tokens, sizeof(tokens) / sizeof(tokens[0]), then);
}

/* --- going to a provider, and coming back ------------------------------------------------------
 */
struct next throttle_provider(struct call *call, call_step then)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	const struct limit_token token = {
		LIMIT_PROVIDER_ADDRESS, limit_network(call_peer(call), room)};
	(void)accounts_work(call);
	return take(call, &token, 1, then);
}

/* --- following a link ------------------------------------------------------------------------- */
struct next throttle_token(struct call *call, call_step then)
{
	uint8_t room[LIMIT_NETWORK_SIZE];
	const struct limit_token token = {
		LIMIT_TOKEN_ADDRESS, limit_network(call_peer(call), room)};
	(void)accounts_work(call);
	return take(call, &token, 1, then);
}

/* --- changing the password -------------------------------------------------------------------- */
struct next throttle_password(struct call *call, call_step then)
{
	const struct limit_token token = {LIMIT_PASSWORD_CHANGE, bytes_of(&call->who.user_id)};
	(void)accounts_work(call);
	return take(call, &token, 1, then);
}

/* --- codes ------------------------------------------------------------------------------------ */
/* Whom a provider vouches for counts for its tenant alone: whoever runs that provider must not use
 * up what the same person has at others. */
static struct text person_of(struct call *call)
{
	const struct accounts_work *work = call->accounts;
	struct text person = bytes_of(&work->user_id), tenant = bytes_of(&work->tenant_id);
	return work->by_provider ? join(call, tenant, person) : person;
}

struct next throttle_code(struct call *call, call_step then)
{
	struct text person = person_of(call);
	uint8_t room[LIMIT_NETWORK_SIZE];
	const struct limit_token known = {LIMIT_CODE_KNOWN, person};
	if (call->who.kind == WHO_AGENT || knows_browser(call))
		return take(call, &known, 1, then);
	const struct limit_token tokens[] = {
		{LIMIT_CODE_ADDRESS, limit_network(call_peer(call), room)},
		{LIMIT_CODE_ACCOUNT, person},
	};
	return take(call, tokens, sizeof(tokens) / sizeof(tokens[0]), then);
}
