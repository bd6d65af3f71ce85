/* Answers to what cannot become a request. */
#include "net/http_connection_private.h"

#include "loop/env.h"
#include "net/http_answer.h"

void http_connection_refuse(
	struct http_connection *connection, enum err err, const char *detail, uint64_t retry_ms)
{
	const struct env *env = connection->list->env;
	struct arena arena;
	arena_init(&arena);
	struct text body = http_problem(
		&arena, err_status(err), err_code(err), err_title(err), detail, retry_ms);
	struct http_answer answer = {
		.status = err_status(err),
		.content_type = "application/problem+json",
		.size = body.size,
		.fields = TEXT(""),
		.closes = true,
	};
	if (retry_ms)
		http_field_add(
			&answer.fields, &arena, "Retry-After", http_retry_after(&arena, retry_ms));
	struct text head = http_answer_head(env, &arena, &answer);
	metric_add(env->metrics, METRIC_REQUESTS, 1);
	log_say(env->log, LOG_DEBUG, "request refused", LOG_F_NUMBER("status", answer.status),
		LOG_F_WORD("code", err_code(err)));
	http_connection_answer(connection, head, body, TEXT(""), true);
	arena_done(&arena);
}
