/* What an admin says of the tenant's provider, judged before any of it is used. Pure. */
#ifndef FRONTDESK_PROVIDER_INPUT_H
#define FRONTDESK_PROVIDER_INPUT_H

#include "base/arena.h"
#include "base/json.h"

enum {
	PROVIDER_WORD_MOST = 255,
	PROVIDER_SECRET_MOST = 1000,
	PROVIDER_LABEL_MOST = 60,
	PROVIDER_DOMAINS_MOST = 20
};

/* Texts are borrowed from the body, or the arena's. */
struct provider_input {
	struct text issuer, client_id;
	struct text secret; /* absent: the one that there is */
	struct text label;
	bool is_required, takes_unsaid_emails;
	struct text *domains; /* of addresses, in the form that is compared; none: any */
	size_t domain_count;
};

/* NULL, or a sentence that begins with the name of what will not do. */
const char *provider_input_read(
	struct arena *arena, const struct json *body, struct provider_input *ret_input);
/* The issuer alone. The address of its document will do: its end is cut off. Nothing else of what
 * was typed is changed, since what tokens say is compared with it byte by byte. */
const char *provider_input_issuer(
	struct arena *arena, const struct json *body, struct text *ret_issuer);

#endif
