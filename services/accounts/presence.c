/*
 * Who is at the desk. A worker notes a tenant's connected agents every 20 s; who was noted within
 * a minute has the status that they chose, everybody else is offline. A page that reloads is not a
 * departure: an agent has gone when no console has been open for 30 s. Who signs out, or whose
 * console falls silent, has gone at once.
 */
#include "accounts/accounts.h"

#include <stdlib.h>

#include "accounts/notes.h"
#include "base/memory.h"
#include "bus/bus.h"
#include "call/tenant.h"
#include "note_kinds.h"
#include "pg/tenants.h"
#include "proto.h"
#include "sockets/channel.h"
#include "sockets/frame.h"
#include "sockets/hub.h"
#include "sql_accounts.h"

enum { NOTE_MS = 20000, LINGER_MS = 30000, TRY_AGAIN_MS = 5000 };

struct presence {
	struct presence *next;
	struct uuid agent_id;
	size_t consoles;  /* open here */
	uint64_t left_ms; /* when the last one closed */
	bool is_new;      /* not yet noted */
	bool is_noted_gone;
	bool has_left; /* with the last console, for good */
};

/* Agents of one tenant that are here, or were a moment ago. */
struct staff {
	struct staff *next;    /* of its bucket */
	struct tenant *tenant; /* a reference */
	struct presence *agents;
	uint64_t note_due_ms;      /* all who are here */
	uint64_t writing_until_ms; /* a tick is under way, or was in vain */
};

/* --- who -------------------------------------------------------------------------------------- */
static struct staff *find_staff(struct accounts *accounts, struct uuid tenant_id)
{
	struct staff *staff = accounts->staffs[round_bucket(tenant_id)];
	while (staff && !uuid_equals(staff->tenant->id, tenant_id))
		staff = staff->next;
	return staff;
}

static struct presence *find_agent(struct staff *staff, struct uuid agent_id)
{
	for (struct presence *agent = staff->agents; agent; agent = agent->next)
		if (uuid_equals(agent->agent_id, agent_id))
			return agent;
	return NULL;
}

static struct staff *staff_of(struct accounts *accounts, struct tenant *tenant)
{
	struct staff *staff = find_staff(accounts, tenant->id);
	if (staff)
		return staff;
	struct staff **bucket = &accounts->staffs[round_bucket(tenant->id)];
	staff = MEMORY_NEW(struct staff);
	staff->tenant = tenant_ref(tenant);
	staff->next = *bucket;
	*bucket = staff;
	return staff;
}

static struct presence *agent_of(struct staff *staff, struct uuid agent_id)
{
	struct presence *agent = find_agent(staff, agent_id);
	if (agent)
		return agent;
	agent = MEMORY_NEW(struct presence);
	agent->agent_id = agent_id;
	agent->next = staff->agents;
	staff->agents = agent;
	return agent;
}

void presence_arrive(struct accounts *accounts, struct tenant *tenant, struct uuid agent_id)
{
	struct staff *staff = staff_of(accounts, tenant);
	bool is_known = find_agent(staff, agent_id) != NULL;
	struct presence *agent = agent_of(staff, agent_id);
	agent->is_new |= !is_known || agent->has_left || agent->is_noted_gone;
	agent->has_left = agent->is_noted_gone = false;
	agent->consoles++;
}

void presence_sign_out(struct accounts *accounts, struct tenant *tenant, struct uuid agent_id)
{
	struct presence *agent = agent_of(staff_of(accounts, tenant), agent_id);
	agent->has_left = agent->consoles == 0;
}

void presence_doubt(struct accounts *accounts, const struct tenant *tenant, struct uuid agent_id)
{
	struct staff *staff = find_staff(accounts, tenant->id);
	struct presence *agent = staff ? find_agent(staff, agent_id) : NULL;
	if (agent && agent->consoles > 0)
		agent->is_new = true;
}

void presence_leave(
	struct accounts *accounts, const struct tenant *tenant, struct uuid agent_id, bool has_left)
{
	struct staff *staff = find_staff(accounts, tenant->id);
	struct presence *agent = staff ? find_agent(staff, agent_id) : NULL;
	if (!agent || agent->consoles == 0)
		return;
	if (--agent->consoles > 0)
		return;
	agent->left_ms = env_now_ms(&accounts->parts->env);
	agent->has_left = has_left;
}

/* --- a tick: note them, tell whose status changed --------------------------------------------- */
void presence_tell(struct parts *parts, const struct tenant *tenant, struct text json)
{
	struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = tenant->id};
	const struct bus_note note = {.kind = NOTE_DESK};
	struct arena arena;
	arena_init(&arena);
	const struct proto_agent event = {.agent = json};
	struct frame *frame = frame_new(proto_encode_agent(&arena, &event));
	hub_broadcast(parts, channel, &note, frame, NULL);
	frame_unref(&frame);
	arena_done(&arena);
}

static bool has_gone(const struct accounts *accounts, const struct presence *agent)
{
	return agent->consoles == 0 &&
	       (agent->has_left || env_now_ms(&accounts->parts->env) - agent->left_ms >= LINGER_MS);
}

static void forget_gone(struct staff *staff)
{
	struct presence **place = &staff->agents;
	while (*place) {
		struct presence *agent = *place;
		if (agent->is_noted_gone && agent->consoles == 0) {
			*place = agent->next;
			free(agent);
		} else {
			place = &agent->next;
		}
	}
}

/* NULL once the service or the last agent has gone. */
static struct staff *staff_of_tick(const struct call *call)
{
	struct accounts *accounts = call->parts->accounts;
	return accounts ? find_staff(accounts, call->accounts->tenant_id) : NULL;
}

/* Not with each beat: the tenant may be gone, of which this worker hears within a few seconds. */
static struct next try_later(struct call *call, struct staff *staff)
{
	staff->writing_until_ms = env_now_ms(&call->parts->env) + TRY_AGAIN_MS;
	staff->note_due_ms = 0;
	return call_done(call);
}

static struct next noted(struct call *call, const struct sql_answer *answer)
{
	struct staff *staff = staff_of_tick(call);
	if (!staff)
		return call_done(call);
	if (answer->err != ERR_NONE)
		return try_later(call, staff);
	staff->writing_until_ms = 0;
	for (size_t i = 0; i < answer->row_count; i++)
		presence_tell(call->parts, call->tenant, sql_agents_note_row(answer, i).agent);
	forget_gone(staff);
	return call_done(call);
}

static size_t count_agents(const struct staff *staff)
{
	size_t count = 0;
	for (const struct presence *agent = staff->agents; agent; agent = agent->next)
		count++;
	return count;
}

static struct text format_id(struct call *call, struct uuid id)
{
	char text[UUID_TEXT_SIZE + 1];
	uuid_format(id, text);
	return arena_copy(&call->arena, text_from(text));
}

/* Redis is told as well: it vetoes while PostgreSQL's note lapses because it is away. */
static struct text note_here(struct call *call, struct uuid agent_id)
{
	bus_presence_note(call->parts, call->tenant->id, agent_id);
	return format_id(call, agent_id);
}

static struct next note_others(struct call *call)
{
	struct staff *staff = staff_of_tick(call);
	if (!staff)
		return call_done(call);
	size_t count = count_agents(staff), here_count = 0, gone_count = 0;
	struct text *here = arena_array(&call->arena, count, sizeof(*here));
	struct text *gone = arena_array(&call->arena, count, sizeof(*gone));
	for (struct presence *agent = staff->agents; agent; agent = agent->next) {
		if (agent->has_left) /* noted before, or in the next tick */
			continue;
		agent->is_noted_gone = has_gone(call->parts->accounts, agent);
		if (agent->is_noted_gone) {
			gone[gone_count++] = format_id(call, agent->agent_id);
		} else if (agent->consoles > 0) {
			agent->is_new = false; /* who reloads before they were noted stays new */
			here[here_count++] = note_here(call, agent->agent_id);
		}
	}
	return sql_agents_note(call, noted, here, here_count, gone, gone_count);
}

/* Another worker may have a console of theirs. */
static void tell_left(struct parts *parts, const struct tenant *tenant, struct uuid agent_id)
{
	struct channel channel = {.kind = CHANNEL_AGENTS, .tenant_id = tenant->id};
	const struct bus_note note = {.kind = NOTE_AGENT_LEFT, .id = agent_id};
	hub_broadcast(parts, channel, &note, NULL, NULL);
}

static struct next left_noted(struct call *call, const struct sql_answer *answer)
{
	struct staff *staff = staff_of_tick(call);
	if (!staff)
		return call_done(call);
	if (answer->err != ERR_NONE)
		return try_later(call, staff);
	for (size_t i = 0; i < answer->row_count; i++)
		presence_tell(call->parts, call->tenant, sql_agents_leave_row(answer, i).agent);
	for (struct presence *agent = staff->agents; agent; agent = agent->next) {
		if (agent->is_noted_gone && agent->has_left)
			tell_left(call->parts, call->tenant, agent->agent_id);
	}
	return note_others(call);
}

static struct next note_agents(struct call *call)
{
	struct staff *staff = staff_of_tick(call);
	if (!staff)
		return call_done(call);
	size_t count = 0;
	struct text *left = arena_array(&call->arena, count_agents(staff), sizeof(*left));
	for (struct presence *agent = staff->agents; agent; agent = agent->next) {
		agent->is_noted_gone = agent->has_left;
		if (agent->has_left)
			left[count++] = format_id(call, agent->agent_id);
	}
	return count > 0 ? sql_agents_leave(call, left_noted, left, count) : note_others(call);
}

/* A tenant that is suspended or deleted has nobody to tell, and may have no table to write to. */
static struct next entered(struct call *call, enum err err)
{
	struct staff *staff = staff_of_tick(call);
	if (err == ERR_NONE)
		return note_agents(call);
	if (!staff)
		return call_done(call);
	staff->writing_until_ms = 0;
	for (struct presence *agent = staff->agents; agent && err == ERR_ABSENT;
		agent = agent->next)
		agent->is_noted_gone = true;
	forget_gone(staff);
	return call_done(call);
}

/* Sign-ins end with their tenant, too. */
static bool has_anybody_left(const struct staff *staff)
{
	const struct presence *agent = staff ? staff->agents : NULL;
	while (agent && !agent->has_left)
		agent = agent->next;
	return agent != NULL;
}

static struct next note(struct call *call)
{
	struct uuid tenant_id = call->tenant->id;
	accounts_work(call)->tenant_id = tenant_id;
	if (has_anybody_left(staff_of_tick(call)))
		tenant_doubt(call->parts, tenant_id);
	return tenant_enter(call, tenant_id, entered);
}

/* --- a tenant's turn: once a second ----------------------------------------------------------- */
static bool is_due(const struct accounts *accounts, const struct staff *staff)
{
	for (const struct presence *agent = staff->agents; agent; agent = agent->next)
		if ((agent->is_new && agent->consoles > 0) || has_gone(accounts, agent))
			return true;
	return env_now_ms(&accounts->parts->env) >= staff->note_due_ms;
}

static bool is_writing(const struct accounts *accounts, const struct staff *staff)
{
	return env_now_ms(&accounts->parts->env) < staff->writing_until_ms;
}

/* A tenant without agents of late is let go, between its ticks. */
static struct staff *drop_if_empty(const struct accounts *accounts, struct staff **place)
{
	struct staff *staff = *place;
	if (staff->agents || is_writing(accounts, staff))
		return staff;
	*place = staff->next;
	tenant_unref(&staff->tenant);
	free(staff);
	return NULL;
}

/* While PostgreSQL is away; what is due there stays due. */
static void note_at_redis(struct parts *parts, struct staff *staff, uint64_t now_ms)
{
	if (now_ms < staff->note_due_ms)
		return;
	staff->note_due_ms = round_due_ms(staff->tenant->id, NOTE_MS, now_ms);
	for (const struct presence *agent = staff->agents; agent; agent = agent->next)
		if (agent->consoles > 0)
			bus_presence_note(parts, staff->tenant->id, agent->agent_id);
}

static void take_turn(struct accounts *accounts, struct staff *staff)
{
	uint64_t now = env_now_ms(&accounts->parts->env);
	if (!db_is_connected(accounts->parts->db)) {
		note_at_redis(accounts->parts, staff, now);
		return;
	}
	if (is_writing(accounts, staff) || !is_due(accounts, staff))
		return;
	staff->note_due_ms = round_due_ms(staff->tenant->id, NOTE_MS, now);
	staff->writing_until_ms = now + ACCOUNTS_TICK_MS;
	call_start_turn(accounts->parts, staff->tenant, "accounts.presence", note);
}

void presence_turns(struct parts *parts, size_t bucket)
{
	struct staff **place = &parts->accounts->staffs[bucket];
	while (*place) {
		struct staff *staff = drop_if_empty(parts->accounts, place);
		if (!staff)
			continue;
		take_turn(parts->accounts, staff);
		place = &staff->next;
	}
}

static void free_staff(struct staff *staff)
{
	while (staff->agents) {
		struct presence *agent = staff->agents;
		staff->agents = agent->next;
		free(agent);
	}
	tenant_unref(&staff->tenant);
	free(staff);
}

void presence_done(struct accounts *accounts)
{
	for (size_t i = 0; i < ROUND_BUCKETS; i++) {
		while (accounts->staffs[i]) {
			struct staff *staff = accounts->staffs[i];
			accounts->staffs[i] = staff->next;
			free_staff(staff);
		}
	}
}
