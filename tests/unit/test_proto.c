/* The decoder and the encoders that expand from messages.def. */
#include "unit.h"

#include <stdlib.h>

#include "proto.h"

#define SESSION "0190a4f2-7c1e-4b7a-9d5c-6f1e2d3c4b5a"
#define MESSAGE "0190a4f2-7c1e-4b7a-9d5c-6f1e2d3c4b5b"

static struct proto_message message;
static const char *fault;

/* What the decoder makes of it; the JSON outlives the call, since texts are borrowed from it. */
static enum err decode(const char *json)
{
	static struct json *parsed;
	json_free(&parsed);
	fault = NULL;
	assert_int_equal(json_parse(text_from(json), &parsed), ERR_NONE);
	enum err err = proto_decode(parsed, &message, &fault);
	return err;
}

static int forget(void **state)
{
	(void)decode("{}");
	return 0;
}

static void a_message_is_read_into_its_struct(void **state)
{
	char id[UUID_TEXT_SIZE + 1];
	assert_int_equal(decode("{\"type\":\"message.send\",\"sessionId\":\"" SESSION
				"\",\"id\":\"" MESSAGE "\",\"content\":\"hi \\u00e9\"}"),
		ERR_NONE);
	assert_int_equal(message.type, PROTO_MESSAGE_SEND);
	uuid_format(message.message_send.session_id, id);
	assert_string_equal(id, SESSION);
	assert_text_equal(message.message_send.content, "hi \xC3\xA9");
}

static void optional_fields_say_whether_they_are_there(void **state)
{
	assert_int_equal(decode("{\"type\":\"resume\",\"sessionId\":\"" SESSION "\"}"), ERR_NONE);
	assert_false(message.resume.has_after_seq);
	assert_true(text_is_absent(message.resume.epoch));
	assert_int_equal(decode("{\"type\":\"resume\",\"sessionId\":\"" SESSION
				"\",\"afterSeq\":0,\"epoch\":\"e\"}"),
		ERR_NONE);
	assert_true(message.resume.has_after_seq);
	assert_int_equal(message.resume.after_seq, 0);
	assert_text_equal(message.resume.epoch, "e");
}

static void null_counts_as_left_out_where_that_is_allowed(void **state)
{
	assert_int_equal(
		decode("{\"type\":\"resume\",\"sessionId\":\"" SESSION "\",\"afterSeq\":null}"),
		ERR_NONE);
	assert_false(message.resume.has_after_seq);
	assert_int_equal(decode("{\"type\":\"leave\",\"sessionId\":null}"), ERR_INVALID);
}

static void unknown_fields_are_ignored(void **state)
{
	assert_int_equal(decode("{\"type\":\"ping\",\"colour\":[1,{}]}"), ERR_NONE);
	assert_int_equal(message.type, PROTO_PING);
}

static void an_unknown_type_is_told_from_an_invalid_message(void **state)
{
	assert_int_equal(decode("{\"type\":\"message_send\"}"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(decode("{\"type\":\"welcome\"}"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(decode("{\"type\":\"\"}"), ERR_NOT_IMPLEMENTED);
	assert_int_equal(decode("{}"), ERR_INVALID);
	assert_int_equal(decode("{\"type\":7}"), ERR_INVALID);
	assert_int_equal(decode("[]"), ERR_INVALID);
}

static void a_refused_message_leaves_the_result_alone_and_names_the_field(void **state)
{
	message = (struct proto_message){.type = PROTO_TYPE_COUNT};
	assert_int_equal(decode("{\"type\":\"leave\",\"sessionId\":\"nobody\"}"), ERR_INVALID);
	assert_int_equal(message.type, PROTO_TYPE_COUNT);
	assert_string_equal(fault, "sessionId must be a UUID");
}

static void bounds_of_texts_and_numbers_hold(void **state)
{
	static const char *const texts[] = {
		"{\"type\":\"hello\",\"token\":\"\"}",
		"{\"type\":\"hello\",\"token\":5}",
		"{\"type\":\"message.send\",\"sessionId\":\"" SESSION "\",\"id\":\"" MESSAGE
		"\",\"content\":\"\"}",
	};
	static const char *const others[] = {
		"{\"type\":\"resume\",\"sessionId\":\"" SESSION "\",\"afterSeq\":-1}",
		"{\"type\":\"resume\",\"sessionId\":\"" SESSION "\",\"afterSeq\":1.5}",
		"{\"type\":\"resume\",\"sessionId\":\"" SESSION "\",\"afterSeq\":9007199254740993}",
		"{\"type\":\"resume\",\"sessionId\":\"" SESSION "\",\"afterSeq\":\"1\"}",
		"{\"type\":\"typing.set\",\"sessionId\":\"" SESSION "\",\"typing\":1}",
	};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(decode(texts[i]), ERR_FIELD);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(decode(others[i]), ERR_INVALID);
}

static void a_content_may_have_16000_bytes_and_not_one_more(void **state)
{
	static const char head[] = "{\"type\":\"message.send\",\"sessionId\":\"" SESSION
				   "\",\"id\":\"" MESSAGE "\",\"content\":\"";
	char json[sizeof(head) + 16001 + 3];
	for (int size = 16000; size <= 16001; size++) {
		memcpy(json, head, sizeof(head));
		memset(json + sizeof(head) - 1, 'x', (size_t)size);
		memcpy(json + sizeof(head) - 1 + size, "\"}", 3);
		assert_int_equal(decode(json), size == 16000 ? ERR_NONE : ERR_FIELD);
	}
}

static void an_event_is_written_with_its_type_first(void **state)
{
	struct proto_message_stored stored = {.seq = 7, .fingerprint = TEXT("abc")};
	assert_true(uuid_parse(TEXT(SESSION), &stored.session_id));
	assert_true(uuid_parse(TEXT(MESSAGE), &stored.id));
	assert_text_equal(proto_encode_message_stored(*state, &stored),
		"{\"type\":\"message.stored\",\"sessionId\":\"" SESSION "\",\"id\":\"" MESSAGE
		"\",\"seq\":7,\"createdAt\":\"1970-01-01T00:00:00.000000Z\",\"fingerprint\":"
		"\"abc\"}");
}

static void what_is_absent_is_left_out_of_an_event(void **state)
{
	struct proto_error error = {.code = TEXT("absent"), .detail = TEXT("Not found")};
	assert_text_equal(proto_encode_error(*state, &error),
		"{\"type\":\"error\",\"code\":\"absent\",\"detail\":\"Not found\"}");
	error.has_retry_after_ms = true;
	assert_text_equal(proto_encode_error(*state, &error),
		"{\"type\":\"error\",\"code\":\"absent\",\"detail\":\"Not found\","
		"\"retryAfterMs\":0}");
}

static void json_of_others_is_spliced_in_as_it_is(void **state)
{
	struct proto_session session = {.session = TEXT("{\"id\":1}")};
	assert_text_equal(proto_encode_session(*state, &session),
		"{\"type\":\"session\",\"session\":{\"id\":1}}");
}

static void a_message_without_fields_is_its_type(void **state)
{
	assert_text_equal(proto_encode_pong(*state, &(struct proto_pong){}), "{\"type\":\"pong\"}");
}

static void a_type_has_its_name_on_the_wire(void **state)
{
	assert_string_equal(proto_type_name(PROTO_RECEIPT_SEND), "receipt.send");
	assert_null(proto_request_name(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_read_into_its_struct),
		cmocka_unit_test(optional_fields_say_whether_they_are_there),
		cmocka_unit_test(null_counts_as_left_out_where_that_is_allowed),
		cmocka_unit_test(unknown_fields_are_ignored),
		cmocka_unit_test(an_unknown_type_is_told_from_an_invalid_message),
		cmocka_unit_test(a_refused_message_leaves_the_result_alone_and_names_the_field),
		cmocka_unit_test(bounds_of_texts_and_numbers_hold),
		cmocka_unit_test(a_content_may_have_16000_bytes_and_not_one_more),
		arena_test(an_event_is_written_with_its_type_first),
		arena_test(what_is_absent_is_left_out_of_an_event),
		arena_test(json_of_others_is_spliced_in_as_it_is),
		arena_test(a_message_without_fields_is_its_type),
		cmocka_unit_test(a_type_has_its_name_on_the_wire),
	};
	return cmocka_run_group_tests(tests, NULL, forget);
}
