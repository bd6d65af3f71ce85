/*
 * The rating service: what customers see of surveys, as pages that need no script and as JSON. It
 * finds a survey by its link's secret, or by the chat in whose window it stands, and takes answers;
 * who is asked, and what is made of the answers, is the csat service's. What its files share.
 */
#ifndef FRONTDESK_RATING_H
#define FRONTDESK_RATING_H

#include "call/call.h"
#include "crypto/token.h"
#include "rating/form.h"
#include "rating/words.h"

enum survey_state { SURVEY_ABSENT, SURVEY_OPEN, SURVEY_ANSWERED, SURVEY_EXPIRED, SURVEY_CANCELLED };

/* A survey as it was read. */
struct survey {
	struct uuid id;
	enum survey_state state;
	int rating; /* 0: none yet */
	bool has_feedback, has_faces;
	struct text json;             /* what clients see of it */
	struct text question, thanks; /* the tenant's words; absent: ours */
	struct text color;
};

/* What a call keeps between its steps. */
struct rating_work {
	struct text secret;
	uint8_t hash[TOKEN_HASH_SIZE];
	size_t master;        /* the next master key whose hash is looked for */
	call_step found;      /* goes on with the survey */
	struct survey survey; /* absent until it was read */
	struct rating_form form;
	bool has_feedback;      /* the answer says something about it, if only that there is none */
	struct uuid session_id; /* in whose window it stands */
};

/* --- survey.c --------------------------------------------------------------------------------- */
/* Finds the survey of a link's secret, and enters its tenant; fails with ERR_ABSENT where there is
 * none. One that was cancelled, or whose time is over, is found. */
struct next survey_find(struct call *call, struct text secret, call_step found);
/* Fails for a survey that cannot be answered any more, else runs `then`. */
struct next survey_answerable(struct call *call, call_step then);
/* How often answers may come: by network and by secret. 0 when granted. */
uint64_t survey_limit(struct call *call);
/* The language of whoever asks. */
const struct words *survey_words(const struct call *call);
/* The state of that name. */
enum survey_state survey_state_of(struct text name);
/* The work's form's feedback, sealed, and what it is known by again; absent where it has none. */
struct text survey_seal_feedback(struct call *call, struct text *ret_fingerprint);
/* What became of an answer: ERR_NONE, and the consoles are told; else why it was not taken. */
enum err survey_taken(struct call *call, struct text outcome);

/* --- pages.c ---------------------------------------------------------------------------------- */
struct next page_show(struct call *call);
struct next page_take(struct call *call);
/* What people read where there is no page for them. */
struct text page_refuse(struct call *call, enum err err);

/* --- json.c ----------------------------------------------------------------------------------- */
struct next survey_get(struct call *call);
struct next survey_post(struct call *call);
struct next survey_status(struct call *call);

#endif
