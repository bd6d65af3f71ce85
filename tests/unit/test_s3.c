/* What a service that speaks S3 is asked with, and what it answers. */
#include "unit.h"

#include <string.h>

#include "crypto/sigv4.h"
#include "store/s3_list.h"

/* --- signatures: the examples of the Amazon S3 API Reference ---------------------------------- */
static const struct sigv4_key key = {.id = {"AKIAIOSFODNN7EXAMPLE", 20},
	.secret = {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", 40},
	.region = {"us-east-1", 9}};

static void sign(const char *query, struct sigv4_headers *ret_headers)
{
	const struct sigv4_request request = {.method = "GET",
		.host = TEXT("examplebucket.s3.amazonaws.com"),
		.path = TEXT("/"),
		.query = text_from(query),
		.time_s = 1369353600};
	sigv4_sign(&key, &request, ret_headers);
}

static void requests_are_signed_as_amazon_says(void **state)
{
	struct sigv4_headers headers;
	(void)state;
	sign("lifecycle=", &headers);
	assert_string_equal(headers.date, "20130524T000000Z");
	assert_string_equal(headers.content_hash,
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(headers.authorization,
		"AWS4-HMAC-SHA256 "
		"Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
		"SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
		"Signature="
		"fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
	sign("max-keys=2&prefix=J", &headers);
	assert_non_null(strstr(headers.authorization,
		"Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

/* --- lists ------------------------------------------------------------------------------------ */
#define ID_A "018f2f00-0000-7000-8000-00000000000a"
#define ID_B "018f2f00-0000-7000-8000-00000000000b"

static size_t count(const char *answer, const char *prefix, char ret_last[UUID_TEXT_SIZE + 1])
{
	struct text rest = text_from(answer);
	struct uuid id;
	size_t found = 0;
	for (; s3_list_next(&rest, text_from(prefix), &id); found++)
		uuid_format(id, ret_last);
	return found;
}

static void a_list_names_our_objects_and_no_others(void **state)
{
	char last[UUID_TEXT_SIZE + 1];
	(void)state;
	assert_int_equal(count("<ListBucketResult><Name>b</Name><Contents><Key>p/" ID_A
			       "</Key><Size>1</Size></Contents><Contents><Key>p/" ID_B
			       "</Key></Contents></ListBucketResult>",
				 "p/", last),
		2);
	assert_string_equal(last, ID_B);
	assert_int_equal(count("<Key>p/other</Key><Key>q/" ID_A "</Key><Key>p/" ID_A
			       "/more</Key><Key>p/" ID_B "</Key>",
				 "p/", last),
		1);
	assert_string_equal(last, ID_B);
	assert_int_equal(count("<Key>p/" ID_A, "p/", last), 0);
	assert_int_equal(count("", "", last), 0);
}

static void a_refusal_is_named_by_its_code_alone(void **state)
{
	char code[S3_CODE_MOST + 1];
	(void)state;
	s3_code_read(TEXT("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no"
			  "</Message></Error>"),
		code);
	assert_string_equal(code, "AccessDenied");
	s3_code_read(TEXT("<Code>Access denied\n</Code>"), code);
	assert_string_equal(code, "");
	s3_code_read(TEXT("<html>502 Bad Gateway</html>"), code);
	assert_string_equal(code, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_signed_as_amazon_says),
		cmocka_unit_test(a_list_names_our_objects_and_no_others),
		cmocka_unit_test(a_refusal_is_named_by_its_code_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
