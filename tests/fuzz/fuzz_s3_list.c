/* Any bytes as what a service that speaks S3 answers: keys are ours or none, and codes are plain.
 */
#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "store/s3_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct text prefix = TEXT("tenant/file/");
	const struct text answer = {(const char *)data, size};
	struct text rest = answer;
	struct uuid id;
	size_t before = size;
	char code[S3_CODE_MOST + 1];
	while (s3_list_next(&rest, prefix, &id)) {
		assert(rest.size + prefix.size + UUID_TEXT_SIZE < before);
		before = rest.size;
	}
	s3_code_read(answer, code);
	for (const char *at = code; *at; at++)
		assert(isalnum((unsigned char)*at));
	return 0;
}
