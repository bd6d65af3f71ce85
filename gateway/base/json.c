/* Reading JSON: cJSON behind our own checks of size, depth and characters. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/query.h"

enum { ESCAPE_SIZE = 6 }; /* \uXXXX */

/* `struct json` is cJSON's item under a name of ours; it is never defined. */
static const cJSON *item(const struct json *json)
{
	return (const cJSON *)json;
}

static const struct json *wrap(const cJSON *json)
{
	return (const struct json *)json;
}

/* The code unit of the \u escape at `at`; -1 when there is none. */
static int read_escape(struct text input, size_t at)
{
	int unit = 0;
	if (at + ESCAPE_SIZE > input.size || memcmp(input.data + at, "\\u", 2) != 0)
		return -1;
	for (size_t i = 2; i < ESCAPE_SIZE; i++) {
		int digit = query_hex_value(input.data[at + i]);
		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

/* The length of the escape at a backslash in a string, both halves of a surrogate pair together.
 * Whether it stands for what no text can hold: U+0000, or one half without the other. */
static size_t measure_escape(struct text input, size_t backslash, bool *ret_is_broken)
{
	int unit = read_escape(input, backslash);
	int second =
		unit >= 0xD800 && unit <= 0xDBFF ? read_escape(input, backslash + ESCAPE_SIZE) : -1;
	bool is_pair = second >= 0xDC00 && second <= 0xDFFF;
	*ret_is_broken = unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF && !is_pair);
	if (is_pair)
		return (size_t)2 * ESCAPE_SIZE;
	return unit < 0 ? 2 : ESCAPE_SIZE;
}

/* One pass before the parser: nesting and the number of values are bounded, there is no NUL, and
 * broken escapes are noticed. Each value is an allocation of the parser's: 64 KiB of them take 2.8
 * ms, the same bytes in one string 0.15 ms. Every value but the outermost follows a comma or an
 * opening bracket. A malformed document may pass here; the parser refuses it. */
static bool is_bounded(struct text input, bool *ret_has_broken)
{
	size_t depth = 0;
	size_t values = 1;
	bool in_string = false, is_broken = false;
	for (size_t i = 0; i < input.size; i++) {
		char c = input.data[i];
		if (c == '\0')
			return false;
		if (in_string && c == '\\') {
			i += measure_escape(input, i, &is_broken) - 1;
			*ret_has_broken |= is_broken;
		} else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == '{' || c == '['))
			depth++;
		else if (!in_string && (c == '}' || c == ']') && depth > 0)
			depth--;
		if (!in_string && (c == '{' || c == '[' || c == ','))
			values++;
		if (depth > JSON_DEPTH_MAX || values > JSON_VALUES_MAX)
			return false;
	}
	return true;
}

static bool is_blank(const char *from, const char *end)
{
	while (from < end && strchr(" \t\r\n", *from))
		from++;
	return from == end;
}

static enum err parse(struct text input, struct json **ret_json)
{
	const char *end = NULL;
	cJSON *parsed = cJSON_ParseWithLengthOpts(input.data, input.size, &end, false);
	if (!parsed)
		return ERR_INVALID;
	if (!is_blank(end, input.data + input.size)) {
		cJSON_Delete(parsed);
		return ERR_INVALID;
	}
	*ret_json = (struct json *)parsed;
	return ERR_NONE;
}

/* Backslashes that stand outside a string are left to the parser, which refuses them. */
static void mend_escapes(char *bytes, size_t size)
{
	const struct text input = {bytes, size};
	bool is_broken;
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != '\\')
			continue;
		size_t length = measure_escape(input, i, &is_broken);
		if (is_broken)
			memcpy(bytes + i, "\\u0001", ESCAPE_SIZE);
		i += length - 1;
	}
}

static enum err parse_mended(struct text input, struct json **ret_json)
{
	char *copy = memory_new(input.size);
	memcpy(copy, input.data, input.size);
	mend_escapes(copy, input.size);
	enum err err = parse((struct text){copy, input.size}, ret_json);
	explicit_bzero(copy, input.size);
	free(copy);
	return err;
}

enum err json_parse(struct text input, struct json **ret_json)
{
	bool has_broken = false;
	if (text_is_absent(input) || !text_is_utf8(input) || !is_bounded(input, &has_broken))
		return ERR_INVALID;
	return has_broken ? parse_mended(input, ret_json) : parse(input, ret_json);
}

/* Bodies hold passwords, tokens and what people wrote. The depth is bounded. */
static void wipe(cJSON *list)
{
	for (cJSON *each = list; each; each = each->next) {
		if (cJSON_IsString(each))
			explicit_bzero(each->valuestring, strlen(each->valuestring));
		wipe(each->child);
	}
}

void json_free(struct json **json)
{
	wipe((cJSON *)*json);
	if (*json)
		cJSON_Delete((cJSON *)*json);
	*json = NULL;
}

const struct json *json_member(const struct json *object, const char *name)
{
	return wrap(cJSON_GetObjectItemCaseSensitive(item(object), name));
}

bool json_is_object(const struct json *json)
{
	return cJSON_IsObject(item(json));
}

bool json_is_array(const struct json *json)
{
	return cJSON_IsArray(item(json));
}

bool json_is_null(const struct json *json)
{
	return cJSON_IsNull(item(json));
}

bool json_text(const struct json *json, struct text *ret_text)
{
	if (!cJSON_IsString(item(json)))
		return false;
	*ret_text = text_from(item(json)->valuestring);
	return true;
}

bool json_bool(const struct json *json, bool *ret_value)
{
	if (!cJSON_IsBool(item(json)))
		return false;
	*ret_value = cJSON_IsTrue(item(json));
	return true;
}

bool json_int64(const struct json *json, int64_t *ret_value)
{
	static const double most = 9007199254740992.0; /* 2^53: doubles count exactly up to here */
	if (!cJSON_IsNumber(item(json)))
		return false;
	double number = item(json)->valuedouble;
	if (!(number >= -most && number <= most) || (double)(int64_t)number != number)
		return false;
	*ret_value = (int64_t)number;
	return true;
}

bool json_number(const struct json *json, double *ret_value)
{
	if (!cJSON_IsNumber(item(json)))
		return false;
	*ret_value = item(json)->valuedouble;
	return true;
}

bool json_uuid(const struct json *json, struct uuid *ret_uuid)
{
	struct text text;
	return json_text(json, &text) && uuid_parse(text, ret_uuid);
}

size_t json_count(const struct json *array)
{
	return cJSON_IsArray(item(array)) ? (size_t)cJSON_GetArraySize(item(array)) : 0;
}

const struct json *json_element(const struct json *array, size_t index)
{
	return index < json_count(array) ? wrap(cJSON_GetArrayItem(item(array), (int)index)) : NULL;
}

size_t json_member_count(const struct json *object)
{
	return json_is_object(object) ? (size_t)cJSON_GetArraySize(item(object)) : 0;
}

const struct json *json_member_at(const struct json *object, size_t index, struct text *ret_name)
{
	if (index >= json_member_count(object))
		return NULL;
	const cJSON *member = cJSON_GetArrayItem(item(object), (int)index);
	*ret_name = text_from(member->string);
	return wrap(member);
}
