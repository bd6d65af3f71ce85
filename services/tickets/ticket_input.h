/* What agents say of tickets, judged. Pure. */
#ifndef FRONTDESK_TICKET_INPUT_H
#define FRONTDESK_TICKET_INPUT_H

#include "base/json.h"

enum {
	TICKET_SUBJECT_MOST = 255, /* bytes, as all that follow; the columns take characters */
	TICKET_COMMENT_MOST = 16000,
	TICKET_TAGS_MOST = 20,
	TICKET_TAG_MOST = 50,
	TICKET_FIELDS_MOST = 50,
	TICKET_FIELD_MOST = 1000
};

struct ticket_input {
	bool has_id;
	struct uuid id;      /* the client's, by which a repeat is known */
	int64_t version;     /* of what the agent has seen */
	struct text given;   /* a JSON object of the members that are given; of the arena */
	struct text content; /* absent: nothing is said */
	bool is_public;
};

/* Each reads a request's body: NULL, or a sentence that begins with the member's name. */
const char *ticket_input_new(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input);
const char *ticket_input_change(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input);
/* The same of several tickets' changes, which is an object within the body; NULL is none. */
const char *ticket_input_changes(
	struct arena *arena, const struct json *changes, struct text *ret_given);
const char *ticket_input_comment(
	struct arena *arena, const struct json *body, struct ticket_input *ret_input);
/* The subject that a chat's ticket is given; absent: none. */
const char *ticket_input_subject(
	struct arena *arena, const struct json *body, struct text *ret_subject);

#endif
