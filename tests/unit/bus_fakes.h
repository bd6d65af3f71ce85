/*
 * Two workers with their buses, between links that keep what is asked of them and answer what the
 * test says. Time stands still until the test moves it.
 */
#ifndef FRONTDESK_BUS_FAKES_H
#define FRONTDESK_BUS_FAKES_H

#include "unit.h"

#include <stdlib.h>
#include <uv.h>

#include "bus/bus.h"
#include "bus/commands.h"
#include "bus/payload.h"
#include "call/parts.h"
#include "call/service.h"
#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "redis/link.h"
#include "sockets/hub.h"
#include "sockets/ws.h"

struct ws_connection {
	struct hub_seat seat;
	struct tenant *tenant;
	size_t received, lazy;
};

struct tenant_keys {
	uint8_t newest; /* keys have the ids 1 to this; older ones open still */
};

enum { TIMERS_MAX = 64, RESUMED_MAX = 64, LINKS_MAX = 4, BEAT_NAME_SIZE = 38 };

static struct {
	uint64_t now_ms;
	int64_t metrics[METRIC_COUNT];
	struct timer *timers[TIMERS_MAX];
	size_t timer_count;
	call_step resumed[RESUMED_MAX];
	size_t resumed_count;
	struct redis_link *links[LINKS_MAX];
	size_t link_count;
	size_t written; /* flushes that had something */
	size_t loads;   /* of tenants */
	size_t restored;
	size_t complaints; /* in the log */
	struct bus_note heard;
	char json[256];
	size_t heard_count;
} fake;

static uv_loop_t loop;
static struct settings settings;
static struct tenant_keys keys = {1};
static struct tenant tenant = {.id = {{1}}, .references = 1, .keys = &keys, .is_active = true};
static struct parts here, there;
static char beat_here[BEAT_NAME_SIZE], beat_there[BEAT_NAME_SIZE];
static struct arena fake_arena;
static struct ws_connection ann, bob;

/* --- time --------------------------------------------------------------------------------- */
uint64_t env_now_ms(const struct env *env)
{
	return fake.now_ms;
}

int64_t db_time_us(const struct db *db)
{
	return (int64_t)fake.now_ms * 1000;
}

void wheel_set(struct wheel *wheel, struct timer *timer, uint64_t delay_ms, timer_fn fire)
{
	wheel_cancel(wheel, timer);
	timer->fire = fire;
	timer->due_tick = fake.now_ms + delay_ms;
	assert_true(fake.timer_count < TIMERS_MAX);
	fake.timers[fake.timer_count++] = timer;
}

void wheel_cancel(struct wheel *wheel, struct timer *timer)
{
	for (size_t i = 0; i < fake.timer_count; i++)
		if (fake.timers[i] == timer)
			fake.timers[i--] = fake.timers[--fake.timer_count];
}

static struct timer *next_due(uint64_t until_ms)
{
	struct timer *first = NULL;
	for (size_t i = 0; i < fake.timer_count; i++)
		if (fake.timers[i]->due_tick <= until_ms &&
			(!first || fake.timers[i]->due_tick < first->due_tick))
			first = fake.timers[i];
	return first;
}

static void pass(uint64_t ms)
{
	uint64_t until_ms = fake.now_ms + ms;
	struct timer *timer;
	while ((timer = next_due(until_ms))) {
		fake.now_ms = timer->due_tick;
		wheel_cancel(NULL, timer);
		timer->fire(timer);
	}
	fake.now_ms = until_ms;
}

/* What was asked in this turn goes out. */
static void turn(void)
{
	(void)uv_run(&loop, UV_RUN_NOWAIT);
}

/* --- links that keep what is asked -------------------------------------------------------- */
void redis_link_init(struct redis_link *link, const struct env *env,
	const struct redis_address *address, const char *name)
{
	*link = (struct redis_link){.env = env, .address = address, .name = name};
	assert_true(fake.link_count < LINKS_MAX);
	fake.links[fake.link_count++] = link;
}

void redis_link_start(struct redis_link *link)
{
	link->state = REDIS_LINK_OPENING;
}

void redis_link_stop(struct redis_link *link)
{
	redis_buffer_done(&link->filling);
	link->state = REDIS_LINK_IDLE;
}

bool redis_link_is_ready(const struct redis_link *link)
{
	return link->state == REDIS_LINK_READY;
}

struct redis_buffer *redis_link_ask(struct redis_link *link)
{
	assert_true(redis_link_is_ready(link));
	link->asked++;
	return &link->filling;
}

size_t redis_link_pending(const struct redis_link *link)
{
	return link->filling.size;
}

void redis_link_flush(struct redis_link *link)
{
	fake.written += link->filling.size ? 1 : 0;
}

void redis_link_drop(struct redis_link *link)
{
	bool was_ready = redis_link_is_ready(link);
	redis_link_stop(link);
	if (was_ready)
		link->lost(link);
}

static void make_ready(struct redis_link *link)
{
	link->state = REDIS_LINK_READY;
	link->asked = link->answered = 0;
	link->ready(link);
}

static struct redis_link *link_of(const struct parts *parts, const char *name)
{
	for (size_t i = 0; i < fake.link_count; i++)
		if (fake.links[i]->env == &parts->env && strcmp(fake.links[i]->name, name) == 0)
			return fake.links[i];
	fail_msg("there is no link for %s", name);
	return NULL;
}

static struct redis_link *commands(const struct parts *parts)
{
	return link_of(parts, "commands");
}

static struct redis_link *subscriptions(const struct parts *parts)
{
	return link_of(parts, "subscriptions");
}

/* How often a text stands in what a link was asked. */
static size_t count_asked(const struct redis_link *link, const char *text)
{
	size_t count = 0;
	const char *at = link->filling.data, *end = at + link->filling.size;
	while (at && (at = memmem(at, (size_t)(end - at), text, strlen(text)))) {
		count++;
		at++;
	}
	return count;
}

static void forget_asked(struct redis_link *link)
{
	link->filling.size = 0;
}

static void answer(struct redis_link *link, const struct redis_value *values, size_t count)
{
	struct redis_reply reply = {count > 1, count, values};
	link->replied(link, &reply, ++link->answered);
}

static void say(struct redis_link *link, const char *kind, struct text channel, struct text payload)
{
	const struct redis_value values[3] = {
		{REDIS_STRING, text_from(kind), 0},
		{REDIS_STRING, channel, 0},
		{text_is_absent(payload) ? REDIS_INTEGER : REDIS_STRING, payload, 1},
	};
	answer(link, values, 3);
}

static void confirm(struct parts *parts, struct channel channel)
{
	char name[CHANNEL_NAME_SIZE + 1];
	channel_name(&channel, name);
	say(subscriptions(parts), "subscribe", text_from(name), TEXT_ABSENT);
}

static struct text beat_name(const struct parts *parts)
{
	return (struct text){parts == &here ? beat_here : beat_there, BEAT_NAME_SIZE};
}

/* The heartbeats' channel, as it stands in what was just asked for. */
static void note_beat_name(const struct parts *parts)
{
	const struct redis_buffer *asked = &subscriptions(parts)->filling;
	const char *name = memmem(asked->data, asked->size, "fd1:b:", 6);
	assert_non_null(name);
	memcpy(parts == &here ? beat_here : beat_there, name, BEAT_NAME_SIZE);
}

static void confirm_beat(struct parts *parts)
{
	say(subscriptions(parts), "subscribe", beat_name(parts), TEXT_ABSENT);
}

static void hear_beat(struct parts *parts, const char *number)
{
	say(subscriptions(parts), "message", beat_name(parts), text_from(number));
}

/* --- the rest of the gateway -------------------------------------------------------------- */
void metric_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
	fake.metrics[metric] += amount;
}

void metric_set(struct metrics *metrics, enum metric metric, int64_t value)
{
	fake.metrics[metric] = value;
}

void metric_observe(struct metrics *metrics, enum metric metric, uint64_t us)
{
	fake.metrics[metric]++;
}

void log_write(
	struct log *log, enum log_level level, const char *event, const struct log_field *fields)
{
	fake.complaints += level >= LOG_WARN ? 1 : 0;
}

const char *redis_link_refusal(const struct redis_reply *reply)
{
	return "Redis refuses us";
}

struct next call_wait(struct call *call)
{
	return (struct next){NEXT_WAITING};
}

/* A step of the test's own is noted, any other runs. */
void call_resume(struct call *call, call_step step)
{
	assert_true(fake.resumed_count < RESUMED_MAX);
	fake.resumed[fake.resumed_count++] = step;
	(void)step(call);
}

struct next call_done(struct call *call)
{
	return (struct next){NEXT_ANSWERED};
}

void call_start_tick(struct parts *parts, struct tenant *of, const char *name, call_step step)
{
	struct call call = {.parts = parts, .tenant = of};
	(void)step(&call);
}

/* Reads the tenant anew: this is when a worker learns of its newest keys. */
struct next tenant_enter(struct call *call, struct uuid tenant_id,
	struct next (*then)(struct call *call, enum err err))
{
	fake.loads++;
	return then(call, ERR_NONE);
}

struct tenant *tenant_known(const struct parts *parts, struct uuid tenant_id)
{
	return uuid_equals(tenant_id, tenant.id) ? &tenant : NULL;
}

struct tenant *tenant_ref(struct tenant *of)
{
	of->references++;
	return of;
}

void tenant_unref(struct tenant **of)
{
	(*of)->references--;
	*of = NULL;
}

struct uuid tenant_keys_tenant(const struct tenant_keys *of)
{
	return tenant.id;
}

struct uuid tenant_keys_newest(const struct tenant_keys *of)
{
	return (struct uuid){{of->newest}};
}

size_t keyring_count(const struct keyring *keyring)
{
	return 1;
}

bool keyring_derive(const struct keyring *keyring, size_t master, const uint8_t use[16],
	uint8_t ret_key[SEAL_KEY_SIZE])
{
	memset(ret_key, 7, SEAL_KEY_SIZE);
	return true;
}

bool tenant_keys_derive_bus(
	const struct tenant_keys *of, struct uuid key_id, struct seal_key *ret_key)
{
	if (key_id.bytes[0] > of->newest)
		return false;
	*ret_key = (struct seal_key){key_id, {key_id.bytes[0]}};
	return true;
}

const struct who *ws_who(const struct ws_connection *connection)
{
	static const struct who nobody;
	return &nobody;
}

struct hub_seat *ws_hub_seat(struct ws_connection *connection)
{
	return &connection->seat;
}

void ws_send(struct ws_connection *connection, struct frame *frame)
{
	connection->received++;
	connection->lazy += frame_is_lazy(frame);
}

struct tenant *ws_tenant(const struct ws_connection *connection)
{
	return connection->tenant;
}

static void hear(struct parts *parts, struct tenant *of, struct channel channel,
	const struct bus_note *note, struct text json)
{
	assert_ptr_equal(of, &tenant);
	fake.heard = *note;
	fake.heard_count++;
	assert_true(json.size < sizeof(fake.json));
	if (json.size)
		memcpy(fake.json, json.data, json.size);
	fake.json[json.size] = '\0';
	fake.heard.flags += (uint32_t)ann.received; /* the note comes before the event */
}

static void note_restored(struct parts *parts)
{
	fake.restored++;
}

static const struct service fake_service = {
	.name = "fake", .heard = hear, .bus_restored = note_restored};
const struct service *const services[] = {&fake_service, NULL};

/* --- the stage ---------------------------------------------------------------------------- */
static void begin_worker(struct parts *parts)
{
	const char *reason = NULL;
	*parts = (struct parts){.env.loop = &loop,
		.env.settings = &settings,
		.hub = hub_new(),
		.limits = (struct limits *)&fake};
	assert_int_equal(bus_start(parts, &fake_arena, &reason), ERR_NONE);
	make_ready(commands(parts));
	make_ready(subscriptions(parts));
	note_beat_name(parts);
	confirm_beat(parts);
	forget_asked(subscriptions(parts));
}

static int begin(void **state)
{
	memset(&fake, 0, sizeof(fake));
	keys.newest = 1;
	tenant.references = 1;
	ann = bob = (struct ws_connection){.tenant = &tenant};
	settings.redis = "unix:/nowhere";
	arena_init(&fake_arena);
	assert_int_equal(uv_loop_init(&loop), 0);
	begin_worker(&here);
	begin_worker(&there);
	fake.restored = 0;
	return 0;
}

static void end_worker(struct parts *parts)
{
	bus_stop(parts);
	hub_free(&parts->hub);
}

static int end(void **state)
{
	hub_leave_all(there.hub, &ann);
	hub_leave_all(here.hub, &bob);
	end_worker(&here);
	end_worker(&there);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	assert_int_equal(tenant.references, 1);
	arena_done(&fake_arena);
	return 0;
}

#define bus_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
