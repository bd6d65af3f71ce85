/*
 * JSON (RFC 8259): cJSON for reading, behind this header, and a writer that appends to a buffer.
 * Reading checks depth and the number of values first. Escapes that no text of ours can hold,
 * U+0000 and halves of surrogate pairs, are read as U+0001: whoever judges the text refuses that
 * one, and can say which member it is (base/typed.h).
 */
#ifndef FRONTDESK_JSON_H
#define FRONTDESK_JSON_H

#include "base/arena.h"
#include "base/err.h"

enum {
	JSON_DEPTH_MAX = 32,
	JSON_VALUES_MAX = 2048, /* the outermost counts, and each empty array or object twice */
	JSON_ESCAPE_MAX = 6 /* what a byte of a text can become, as a control character: \u00XX */
};

struct json; /* one value of a parsed document; borrowed from its document */

/* Parses one document; ERR_INVALID when it is malformed, too deep, of too many values, or has
 * trailing bytes. Free it with json_free. */
enum err json_parse(struct text input, struct json **ret_json);
void json_free(struct json **json);

/* The member's value, or NULL when `object` is NULL, not an object, or has no such member. */
const struct json *json_member(const struct json *object, const char *name);
bool json_is_object(const struct json *json);
bool json_is_array(const struct json *json);
bool json_is_null(const struct json *json);
/* False when absent or of another type; *ret_… is then left alone. Texts are borrowed. */
bool json_text(const struct json *json, struct text *ret_text);
bool json_bool(const struct json *json, bool *ret_value);
/* Whole numbers up to 2^53 only. */
bool json_int64(const struct json *json, int64_t *ret_value);
bool json_number(const struct json *json, double *ret_value);
bool json_uuid(const struct json *json, struct uuid *ret_uuid);
/* Elements of an array: 0 and NULL when it is not one. */
size_t json_count(const struct json *array);
const struct json *json_element(const struct json *array, size_t index);
/* Members of an object: 0 when it is not one. The n-th with its name, which ends with a NUL; NULL
 * past the last. */
size_t json_member_count(const struct json *object);
const struct json *json_member_at(const struct json *object, size_t index, struct text *ret_name);

/* A JSON text in the making, in an arena. Commas are the writer's business. */
struct json_writer {
	struct arena *arena;
	char *data;
	size_t size, capacity;
	bool needs_comma;
};

void json_writer_init(struct json_writer *writer, struct arena *arena);
/* Makes room for so much more, where it is known: else the buffer doubles, and the arena keeps
 * each.
 */
void json_make_room(struct json_writer *writer, size_t more);
void json_open_object(struct json_writer *writer);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_put_name(struct json_writer *writer, const char *name);
void json_put_text(struct json_writer *writer, struct text value); /* absent writes null */
void json_put_uuid(struct json_writer *writer, struct uuid value);
void json_put_int64(struct json_writer *writer, int64_t value);
void json_put_bool(struct json_writer *writer, bool value);
/* A finite one, with as many digits as tell it from all others. */
void json_put_number(struct json_writer *writer, double value);
/* Microseconds since 1970 as RFC 3339 in UTC, six decimals and a Z, as our statements write it too.
 */
void json_put_time(struct json_writer *writer, int64_t time_us);
/* Appends what is already JSON. */
void json_put_raw(struct json_writer *writer, struct text json);
/* The finished text, owned by the arena. */
struct text json_writer_text(const struct json_writer *writer);

#endif
