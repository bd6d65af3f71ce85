/*
 * GET and POST of /csat/{token} and /r/{code}: the same page. Looking changes nothing, whoever
 * looks. An answer that was taken leads back to the page, which then says so: a reload sends
 * nothing again.
 */
#include "rating/rating.h"

#include <string.h>

#include "call/parts.h"
#include "call/request.h"
#include "call/tenant.h"
#include "net/site.h"
#include "pg/db.h"
#include "rating/gesture.h"
#include "rating/page.h"
#include "sql_rating.h"

/* --- writing one ------------------------------------------------------------------------------ */
static struct text hash_of(const struct call *call)
{
	return (struct text){(const char *)call->rating->hash, sizeof(call->rating->hash)};
}

static int64_t now_ms(const struct call *call)
{
	return db_time_us(call->parts->db) / 1000;
}

/* Of a survey that was found; else nobody's. */
static struct page begin_page(struct call *call, enum page_kind kind)
{
	struct page page = {.kind = kind, .words = survey_words(call), .feedback = TEXT("")};
	const struct rating_work *work = call->rating;
	if (!work || work->survey.state == SURVEY_ABSENT)
		return page;
	page.tenant = call->tenant->name;
	page.color = work->survey.color;
	page.question = work->survey.question;
	page.thanks = work->survey.thanks;
	page.has_faces = work->survey.has_faces;
	page.has_feedback = work->survey.has_feedback;
	page.rating = work->survey.rating;
	page.address = call->request->head.path;
	return page;
}

/* Its text, with the headers that it needs. */
static struct text finish_page(struct call *call, struct page *page)
{
	char *nonce = arena_alloc(&call->arena, TOKEN_SIZE + 1);
	token_make(nonce);
	page->nonce = text_from(nonce);
	call_add_header(call, "Content-Security-Policy", page_policy(&call->arena, page->nonce));
	call_add_header(call, "Content-Language", text_from(page->words->locale));
	call_add_header(call, "X-Robots-Tag", TEXT("noindex, nofollow"));
	return page_write(&call->arena, page);
}

static struct next answer_page(struct call *call, int status, struct page *page)
{
	return call_answer_text(call, status, "text/html; charset=utf-8", finish_page(call, page));
}

static struct next answer_form(
	struct call *call, int status, struct page *page, const struct stamp *stamp)
{
	char *text = arena_alloc(&call->arena, STAMP_SIZE + 1);
	stamp_write(call->tenant->keys, hash_of(call), stamp, text);
	page->stamp = text_from(text);
	return answer_page(call, status, page);
}

struct text page_refuse(struct call *call, enum err err)
{
	bool is_cancelled = call->rating && call->rating->survey.state == SURVEY_CANCELLED;
	enum page_kind kind = err == ERR_EXPIRED  ? PAGE_EXPIRED
			      : err != ERR_ABSENT ? PAGE_BUSY
			      : is_cancelled      ? PAGE_CANCELLED
						  : PAGE_ABSENT;
	struct page page = begin_page(call, kind);
	return finish_page(call, &page);
}

/* --- looking ---------------------------------------------------------------------------------- */
/* Who has answered is thanked, until they want to change it. */
static struct next show(struct call *call)
{
	const struct survey *survey = &call->rating->survey;
	const struct stamp stamp = {.made_ms = now_ms(call), .stage = GESTURE_FIRST};
	int chosen = form_rating(call_query(call, "rating"));
	bool is_form = survey->state == SURVEY_OPEN || chosen ||
		       !text_is_absent(call_query(call, "change"));
	struct page page = begin_page(call, is_form ? PAGE_FORM : PAGE_THANKS);
	if (!is_form)
		return answer_page(call, 200, &page);
	page.rating = chosen ? chosen : survey->rating;
	return answer_form(call, 200, &page, &stamp);
}

static struct next found(struct call *call)
{
	return survey_answerable(call, show);
}

struct next page_show(struct call *call)
{
	return survey_find(call, call_path_end(call), found);
}

/* --- answering -------------------------------------------------------------------------------- */
static struct next answered(struct call *call, const struct sql_answer *answer)
{
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	enum err err = survey_taken(call, sql_rating_answer_row(answer, 0).outcome);
	if (err != ERR_NONE)
		return call_fail(call, err, NULL);
	call_add_header(call, "Location", call->request->head.path);
	return call_answer_text(call, 303, "text/html; charset=utf-8", TEXT(""));
}

static struct next store(struct call *call)
{
	const struct rating_work *work = call->rating;
	struct text fingerprint, feedback = survey_seal_feedback(call, &fingerprint);
	return sql_rating_answer(call, answered, hash_of(call), work->form.rating, feedback,
		!text_is_absent(feedback), fingerprint);
}

static struct gesture gesture_of(struct call *call)
{
	const struct rating_form *form = &call->rating->form;
	struct gesture gesture = {
		.site = call_header(call, "sec-fetch-site"),
		.mode = call_header(call, "sec-fetch-mode"),
		.user = call_header(call, "sec-fetch-user"),
		.brands = call_header(call, "sec-ch-ua"),
		.origin = call_origin(call),
		.our_origin = call->parts->site->origin,
		.is_trapped = form->is_trapped,
		.now_ms = now_ms(call),
	};
	gesture.is_stamped =
		stamp_read(call->tenant->keys, hash_of(call), form->stamp, &gesture.stamp);
	return gesture;
}

/* The form again, as it was filled in. */
static struct next show_again(
	struct call *call, int status, const char *problem, const struct stamp *stamp)
{
	struct page page = begin_page(call, PAGE_FORM);
	page.rating = call->rating->form.rating;
	if (!text_is_absent(call->rating->form.feedback))
		page.feedback = call->rating->form.feedback;
	page.problem = problem;
	return answer_form(call, status, &page, stamp);
}

static struct next take(struct call *call)
{
	struct rating_work *work = call->rating;
	const struct words *words = survey_words(call);
	const char *const problems[] = {
		[FORM_NO_RATING] = words->choose,
		[FORM_TOO_LONG] = words->too_long,
		[FORM_UNREADABLE] = words->unreadable,
	};
	enum form_fault fault = form_read(&call->arena, call->request->body, &work->form);
	struct gesture gesture = gesture_of(call);
	struct stamp next = gesture.stamp;
	bool counts = gesture_counts(&gesture, &next);
	if (!counts && next.stage == GESTURE_SPOILT) {
		struct page page = begin_page(call, PAGE_SPOILT);
		page.rating = work->form.rating;
		return answer_page(call, 403, &page);
	}
	if (fault != FORM_WHOLE)
		return show_again(call, 422, problems[fault], &next);
	return counts ? store(call) : show_again(call, 403, words->again, &next);
}

static struct next found_for_answer(struct call *call)
{
	return survey_answerable(call, take);
}

static bool is_form(const struct call *call)
{
	static const struct text wanted = TEXT("application/x-www-form-urlencoded");
	struct text type = call_header(call, "content-type");
	const char *end = type.size > 0 ? memchr(type.data, ';', type.size) : NULL;
	if (end)
		type.size = (size_t)(end - type.data);
	return text_equals_folded(type, wanted);
}

struct next page_take(struct call *call)
{
	if (!is_form(call))
		return call_fail(call, ERR_MEDIA_TYPE, NULL);
	return survey_find(call, call_path_end(call), found_for_answer);
}
