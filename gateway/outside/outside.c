/* The room's life. */
#include "outside/outside.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "net/networks.h"
#include "outside/mail_server.h"
#include "outside/private.h"

/* Servers that leave are errors of ours to report, and no signal. */
void outside_prepare(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort(); /* out of memory */
}

/* A libcurl that looks names up while its caller waits would stop the loop. */
static bool looks_up_aside(void)
{
	return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS) != 0;
}

static const char *find_fault(const struct settings *settings, struct arena *arena)
{
	const char *ca = settings->outside_ca;
	if (!looks_up_aside())
		return "this libcurl looks names up on the loop; take one built with a threaded "
		       "resolver, as Debian's is";
	if (!networks_read(arena, text_from(settings->outside_networks)))
		return "outside_networks must be addresses and networks by commas, as 10.0.0.0/8";
	if (*ca && access(ca, R_OK) != 0)
		return arena_string(arena, "outside_ca: %s cannot be read", ca);
	return NULL;
}

static bool read_settings(struct outside *outside, const char **ret_reason)
{
	const struct settings *settings = outside->env->settings;
	struct text networks = text_from(settings->outside_networks);
	outside->allowed = networks_read(&outside->memory, networks);
	outside->mail = ARENA_NEW(&outside->memory, struct mail_service);
	return mail_service_read(outside->mail, settings, &outside->memory, ret_reason);
}

struct outside *outside_new(const struct env *env, struct arena *arena, const char **ret_reason)
{
	const char *fault = find_fault(env->settings, arena);
	struct outside *outside = MEMORY_NEW(struct outside);
	outside->env = env;
	arena_init(&outside->memory);
	if (fault || !read_settings(outside, &fault)) {
		*ret_reason = arena_copy(arena, text_from(fault)).data;
		arena_done(&outside->memory);
		free(outside);
		return NULL;
	}
	outside->multi = curl_multi_init();
	if (!outside->multi)
		abort(); /* out of memory */
	multi_begin(outside);
	return outside;
}

const struct mail_service *outside_mail_service(const struct outside *outside)
{
	return outside->mail;
}

static void give_up(struct transfer_list *list)
{
	while (list->first)
		list->first->failed(list->first, CURLE_ABORTED_BY_CALLBACK);
}

/* Those who asked are not told: their memory is an arena's, or goes with the process. */
void outside_free(struct outside **outside)
{
	struct outside *closing = *outside;
	*outside = NULL;
	if (!closing)
		return;
	closing->is_closing = true;
	wheel_cancel(closing->env->wheel, &closing->drain);
	give_up(&closing->waiting);
	give_up(&closing->running);
	(void)curl_multi_cleanup(closing->multi);
	wheel_cancel(closing->env->wheel, &closing->clock);
	mail_service_wipe(closing->mail);
	arena_done(&closing->memory);
	free(closing);
}

/* --- draining --------------------------------------------------------------------------------- */
static void give_all_up(struct timer *timer)
{
	struct outside *outside = CONTAINER_OF(timer, struct outside, drain);
	give_up(&outside->waiting);
	give_up(&outside->running);
}

void outside_drain(struct outside *outside)
{
	wheel_set(outside->env->wheel, &outside->drain, outside->env->drain_ms / 2, give_all_up);
}
