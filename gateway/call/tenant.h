/*
 * A tenant: id, role, schema, origins, keys; shared by reference, changed in place when PostgreSQL
 * says so (pg/tenants.c). Its texts stay as long as it does.
 */
#ifndef FRONTDESK_TENANT_H
#define FRONTDESK_TENANT_H

#include "base/arena.h"

struct tenant_keys;

struct tenant {
	struct uuid id;
	char role[48]; /* "tenant_" and 32 hex digits: the schema bears the same name */
	struct text name, time_zone;
	const struct text *origins; /* "https://shop.example", as browsers send them */
	size_t origin_count;
	const struct text *kept_parameters; /* names; of queries of pages' addresses */
	size_t kept_parameter_count;
	/* For identifierHash; absent when not set. Stored by tenant_seal in its place:
	 * public.tenants is "tenants", "identity_secret", the row is the tenant. */
	struct text identity_secret;
	/* The keys, 32 bytes each, under which other installations hashed its visitors' tokens
	 * before it moved here; absent when it never did. */
	struct text token_keys;
	bool is_active;
	bool is_refused; /* this program does not know its schema, too old or too new */
	bool is_moving;  /* to another installation: not active, and who asks is to come back */
	struct tenant_keys *keys;
	uint32_t references;
	uint32_t queued_units; /* db's: statements of this tenant that wait to be sent */
	uint32_t slow_queued;  /* the same in db's slow lane */
	bool has_slow;         /* one of them has been sent */
	uint64_t slow_turn;    /* that was its last, by number */
	uint32_t writer_rows;  /* the writer's: of this tenant, in its queue's share */
	size_t writer_bytes;
	uint64_t writer_batch;   /* the last that has rows of it, by number */
	uint64_t known_until_ms; /* until then its messages may be such as were stored before */
	uint64_t version;    /* of what was loaded: a change shows; newer ones are not greater */
	uint64_t loaded_ms;  /* when PostgreSQL said so last */
	uint64_t lost_ms;    /* when PostgreSQL said first that it has no such role; 0: never */
	struct arena memory; /* holds the tenant and its texts */
};

/* The role, and schema, of a tenant. */
void tenant_role(struct uuid tenant_id, char ret_role[48]);
struct tenant *tenant_ref(struct tenant *tenant);
void tenant_unref(struct tenant **tenant);
bool tenant_allows_origin(const struct tenant *tenant, struct text origin);

/* Empty but for its id and role; the caller holds the first reference. */
struct tenant *tenant_new(struct uuid id);
/* Wipes and forgets its identity secret and token keys. */
void tenant_forget_secrets(struct tenant *tenant);

#endif
