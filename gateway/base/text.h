/*
 * Borrowed bytes and identifiers: the two values that every layer passes about.
 * A text is not terminated by NUL and is never owned; its storage is the arena's, a literal's, or
 * a result's that the header in question names.
 */
#ifndef FRONTDESK_TEXT_H
#define FRONTDESK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *data; /* NULL means absent, which is not the same as empty */
	size_t size;      /* bytes */
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})
#define TEXT_ABSENT   ((struct text){NULL, 0})
/* For printf's "%.*s". */
#define TEXT_ARG(t) (int)(t).size, (t).data

struct uuid {
	uint8_t bytes[16];
};

enum { UUID_TEXT_SIZE = 36 };

/* Borrows a NUL-terminated string; NULL gives an absent text. */
struct text text_from(const char *string);
bool text_is_absent(struct text text);
bool text_equals(struct text a, struct text b);
/* Compares ASCII letters without regard to case (RFC 9110 field names, e-mail domains). */
bool text_equals_folded(struct text a, struct text b);
bool text_starts_with(struct text text, struct text prefix);
/* Without those of `blanks` that it begins and ends with. Borrowed. */
struct text text_trim(struct text text, struct text blanks);
/* The first bytes of a text of UTF-8, at most so many, without half a character. Borrowed. */
struct text text_cut(struct text text, size_t most);
/* Whether the bytes are well-formed UTF-8 (RFC 3629: no overlong form, no surrogate). */
bool text_is_utf8(struct text text);
/* Whether one of its bytes is a control character of ASCII: below U+0020, or U+007F. */
bool text_has_control(struct text text);
/* Reads plain decimal digits only: no sign, no space, no overflow. False leaves *ret_value alone.
 */
bool text_to_uint64(struct text text, uint64_t *ret_value);

/* A random version 4 UUID (RFC 9562, 5.4): a name, not a secret. */
struct uuid uuid_random(void);
/* Reads the 36-character form in either case. False leaves *ret_uuid alone. */
bool uuid_parse(struct text text, struct uuid *ret_uuid);
/* Writes 36 lower-case characters and a NUL. */
void uuid_format(struct uuid uuid, char ret_text[UUID_TEXT_SIZE + 1]);
bool uuid_equals(struct uuid a, struct uuid b);
int uuid_compare(struct uuid a, struct uuid b);
bool uuid_is_nil(struct uuid uuid);

#endif
