/*
 * The same as JSON: by the link's secret, for whoever draws their own page, and in the window of a
 * chat, to the visitor whose chat it is. Looking changes nothing; no form of a mail can send JSON.
 */
#include "rating/rating.h"

#include "auth/auth.h"
#include "base/typed.h"
#include "call/parts.h"
#include "pg/db.h"
#include "sql_rating.h"

static const char *const is_over = "The time in which it could be answered is over";

/* --- what an answer says ---------------------------------------------------------------------- */
/* NULL, or a sentence that says what is wrong with the body's feedback. */
static const char *read_feedback(struct call *call, const struct json *feedback)
{
	static const struct text blanks = TEXT(" \t\r\n");
	struct rating_work *work = call->rating;
	struct text text;
	work->has_feedback = feedback;
	if (!feedback || json_is_null(feedback))
		return NULL;
	if (!json_text(feedback, &text) || typed_take(&call->arena, TYPED_LINES, &text))
		return "feedback must be a text without control characters";
	text = text_trim(text, blanks);
	if (text.size > FEEDBACK_SIZE_MAX)
		return "feedback must have 6000 bytes at most";
	if (text.size > 0)
		work->form.feedback = text;
	return NULL;
}

/* The same of all that the body says. */
static const char *read_answer(struct call *call)
{
	struct rating_work *work = call->rating;
	int64_t rating = 0;
	work->form.feedback = TEXT_ABSENT;
	if (!json_int64(json_member(call->body, "rating"), &rating) || rating < RATING_LEAST ||
		rating > RATING_MOST)
		return "rating must be a whole number from 1 to 5";
	work->form.rating = (int)rating;
	return read_feedback(call, json_member(call->body, "feedback"));
}

/* Says what the survey is then. */
static struct next answer_taken(struct call *call, struct text outcome, struct text survey)
{
	enum err err = survey_taken(call, outcome);
	if (err != ERR_NONE)
		return call_fail(call, err, err == ERR_EXPIRED ? is_over : NULL);
	return call_answer(call, 200, survey);
}

/* --- by a link -------------------------------------------------------------------------------- */
static struct next show(struct call *call)
{
	return call_answer(call, 200, call->rating->survey.json);
}

static struct next show_of_id(struct call *call)
{
	if (!uuid_equals(call->rating->survey.id, call_path_uuid(call, 0)))
		return call_fail(call, ERR_ABSENT, NULL);
	return show(call);
}

struct next survey_status(struct call *call)
{
	return survey_find(call, call_query(call, "token"), show_of_id);
}

static struct next answered(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_answer_row row = sql_rating_answer_row(answer, 0);
	return answer_taken(call, row.outcome, row.survey);
}

static struct next store(struct call *call)
{
	struct rating_work *work = call->rating;
	const char *fault = read_answer(call);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	struct text fingerprint, feedback = survey_seal_feedback(call, &fingerprint);
	return sql_rating_answer(call, answered,
		(struct text){(const char *)work->hash, sizeof(work->hash)}, work->form.rating,
		feedback, work->has_feedback, fingerprint);
}

static struct next found_for_answer(struct call *call)
{
	return survey_answerable(call, store);
}

/* --- in a chat's window ----------------------------------------------------------------------- */
static struct next refuse_window(struct call *call)
{
	return call_fail(call, ERR_FIELD, "sessionId must be the id of a chat");
}

/* A chat after which nobody is asked is no fault. */
static struct next window_read(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_window_row row = sql_rating_window_row(answer, 0);
	return call_answer(call, 200, row.has_id ? row.survey : TEXT("{\"state\":\"absent\"}"));
}

static struct next window_get(struct call *call)
{
	struct uuid session_id;
	if (!uuid_parse(call_query(call, "sessionId"), &session_id))
		return refuse_window(call);
	return sql_rating_window(call, window_read, session_id, text_from(call->who.visitor_id));
}

static struct next window_answered(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_window_answer_row row = sql_rating_window_answer_row(answer, 0);
	return answer_taken(call, row.outcome, row.survey);
}

/* Its id is known, without which nothing is sealed for it. */
static struct next window_found(struct call *call, const struct sql_answer *answer)
{
	struct rating_work *work = call->rating;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	struct sql_rating_window_row row = sql_rating_window_row(answer, 0);
	if (!row.has_id)
		return call_fail(call, ERR_ABSENT, NULL);
	work->survey.id = row.id;
	struct text fingerprint, feedback = survey_seal_feedback(call, &fingerprint);
	return sql_rating_window_answer(call, window_answered, work->session_id,
		text_from(call->who.visitor_id), work->form.rating, feedback, work->has_feedback,
		fingerprint);
}

static struct next window_post(struct call *call)
{
	struct rating_work *work = ARENA_NEW(&call->arena, struct rating_work);
	uint64_t wait_ms = survey_limit(call);
	call->rating = work;
	if (wait_ms > 0)
		return call_fail_later(call, ERR_TOO_MANY, NULL, wait_ms);
	if (!json_uuid(json_member(call->body, "sessionId"), &work->session_id))
		return refuse_window(call);
	const char *fault = read_answer(call);
	if (fault)
		return call_fail(call, ERR_FIELD, fault);
	return sql_rating_window(
		call, window_found, work->session_id, text_from(call->who.visitor_id));
}

/* --- which of the two ------------------------------------------------------------------------- */
struct next survey_get(struct call *call)
{
	if (!text_is_absent(call_query(call, "sessionId")))
		return auth_require(call, ACCESS_VISITOR, window_get);
	return survey_find(call, call_query(call, "token"), show);
}

struct next survey_post(struct call *call)
{
	struct text token = TEXT_ABSENT;
	if (json_member(call->body, "sessionId"))
		return auth_require(call, ACCESS_VISITOR, window_post);
	(void)json_text(json_member(call->body, "token"), &token);
	return survey_find(call, token, found_for_answer);
}
