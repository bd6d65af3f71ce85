/*
 * Decoding and encoding by table: each message's fields are described once, with their place in the
 * C struct, and one reader and one writer a field type do the rest. The tables are expanded from
 * messages.def at the bottom.
 */
#include "proto.h"

#include <assert.h>

enum field_type {
	FIELD_TEXT,
	FIELD_WORD,
	FIELD_JSON,
	FIELD_LIST,
	FIELD_UUID,
	FIELD_INT,
	FIELD_BOOL,
	FIELD_TIME
};

enum { NO_FLAG = 0 }; /* a flag stands behind its value, never at the start of the struct */

struct field {
	const char *wire; /* NULL ends the table */
	size_t offset, flag_offset;
	int64_t least, most;
	const char *const *words; /* FIELD_WORD, ends with NULL */
	const char *fault;
	enum field_type type;
	bool is_required;
};

struct descriptor {
	const char *wire;
	bool is_from_client;
	const struct field *(*fields)(void);
};

static const struct descriptor descriptors[PROTO_TYPE_COUNT];

/* --- reading ---------------------------------------------------------------------------------- */
static bool read_text(const struct json *json, const struct field *field, void *ret_value)
{
	struct text text;
	if (!json_text(json, &text))
		return false;
	if (text.size < (size_t)field->least || text.size > (size_t)field->most)
		return false;
	*(struct text *)ret_value = text;
	return true;
}

static bool read_word(const struct json *json, const struct field *field, void *ret_value)
{
	struct text text;
	if (!json_text(json, &text))
		return false;
	for (const char *const *word = field->words; *word; word++) {
		if (text_equals(text, text_from(*word))) {
			*(struct text *)ret_value = text;
			return true;
		}
	}
	return false;
}

static bool read_uuid(const struct json *json, const struct field *field, void *ret_value)
{
	return json_uuid(json, ret_value);
}

static bool read_int(const struct json *json, const struct field *field, void *ret_value)
{
	int64_t value;
	if (!json_int64(json, &value) || value < field->least || value > field->most)
		return false;
	*(int64_t *)ret_value = value;
	return true;
}

static bool read_bool(const struct json *json, const struct field *field, void *ret_value)
{
	return json_bool(json, ret_value);
}

/* --- writing ---------------------------------------------------------------------------------- */
static void write_text(struct json_writer *writer, const void *value)
{
	json_put_text(writer, *(const struct text *)value);
}

static void write_json(struct json_writer *writer, const void *value)
{
	json_put_raw(writer, *(const struct text *)value);
}

static void write_uuid(struct json_writer *writer, const void *value)
{
	json_put_uuid(writer, *(const struct uuid *)value);
}

static void write_int(struct json_writer *writer, const void *value)
{
	json_put_int64(writer, *(const int64_t *)value);
}

static void write_bool(struct json_writer *writer, const void *value)
{
	json_put_bool(writer, *(const bool *)value);
}

static void write_time(struct json_writer *writer, const void *value)
{
	json_put_time(writer, *(const int64_t *)value);
}

static const struct {
	bool (*read)(const struct json *json, const struct field *field, void *ret_value);
	void (*write)(struct json_writer *writer, const void *value);
	bool is_text; /* absence is in the value itself */
} field_types[] = {
	[FIELD_TEXT] = {read_text, write_text, true},
	[FIELD_WORD] = {read_word, write_text, true},
	[FIELD_JSON] = {NULL, write_json, true},
	[FIELD_LIST] = {NULL, write_json, true},
	[FIELD_UUID] = {read_uuid, write_uuid, false},
	[FIELD_INT] = {read_int, write_int, false},
	[FIELD_BOOL] = {read_bool, write_bool, false},
	[FIELD_TIME] = {NULL, write_time, false},
};

/* --- decoding --------------------------------------------------------------------------------- */
/* An optional field that is null counts as left out. */
static bool read_field(const struct field *field, const struct json *parsed, char *base)
{
	const struct json *json = json_member(parsed, field->wire);
	if (!field->is_required && (!json || json_is_null(json)))
		return true;
	assert(field_types[field->type].read); /* TIME, JSON and LIST are the server's */
	if (!field_types[field->type].read(json, field, base + field->offset))
		return false;
	if (field->flag_offset != NO_FLAG)
		*(bool *)(base + field->flag_offset) = true;
	return true;
}

static enum err find_type(
	const struct json *parsed, enum proto_type *ret_type, const char **ret_fault)
{
	struct text wire;
	if (!json_text(json_member(parsed, "type"), &wire)) {
		*ret_fault = "A message is an object with a type";
		return ERR_INVALID;
	}
	for (enum proto_type type = 0; type < PROTO_TYPE_COUNT; type++) {
		if (descriptors[type].is_from_client &&
			text_equals(wire, text_from(descriptors[type].wire))) {
			*ret_type = type;
			return ERR_NONE;
		}
	}
	*ret_fault = "No message that clients send has this type";
	return ERR_NOT_IMPLEMENTED;
}

const char *proto_request_name(const struct json *parsed)
{
	enum proto_type type;
	const char *fault;
	return find_type(parsed, &type, &fault) ? NULL : descriptors[type].wire;
}

/* The union's members all begin where `hello` does. */
enum err proto_decode(
	const struct json *parsed, struct proto_message *ret_message, const char **ret_fault)
{
	struct proto_message message = {0};
	enum err err = find_type(parsed, &message.type, ret_fault);
	if (err)
		return err;
	for (const struct field *field = descriptors[message.type].fields(); field->wire; field++) {
		if (!read_field(field, parsed, (char *)&message.hello)) {
			*ret_fault = field->fault;
			return field->type == FIELD_TEXT ? ERR_FIELD : ERR_INVALID;
		}
	}
	*ret_message = message;
	return ERR_NONE;
}

/* --- encoding --------------------------------------------------------------------------------- */
static bool is_present(const struct field *field, const char *base)
{
	if (field->is_required)
		return true;
	if (field_types[field->type].is_text)
		return !text_is_absent(*(const struct text *)(base + field->offset));
	return *(const bool *)(base + field->flag_offset);
}

static struct text encode(struct arena *arena, enum proto_type type, const void *message)
{
	const char *base = message;
	struct json_writer writer;
	json_writer_init(&writer, arena);
	json_open_object(&writer);
	json_put_name(&writer, "type");
	json_put_text(&writer, text_from(descriptors[type].wire));
	for (const struct field *field = descriptors[type].fields(); field->wire; field++) {
		if (!is_present(field, base))
			continue;
		json_put_name(&writer, field->wire);
		field_types[field->type].write(&writer, base + field->offset);
	}
	json_close_object(&writer);
	return json_writer_text(&writer);
}

const char *proto_type_name(enum proto_type type)
{
	return descriptors[type].wire;
}

/* --- the tables, from the .def files ---------------------------------------------------------- */
/* clang-format off */
#define WORDS(LIST, name, sentence) static const char *const words_##LIST[] = {
#define WORD(word) #word,
#define WORDS_END(LIST) NULL};
#include "words.def"
#undef WORDS
#undef WORD
#undef WORDS_END

#define TYPE_TEXT         FIELD_TEXT
#define TYPE_WORD(list)   FIELD_WORD, .words = words_##list
#define TYPE_JSON(object) FIELD_JSON
#define TYPE_LIST(object) FIELD_LIST
#define TYPE_UUID         FIELD_UUID
#define TYPE_INT          FIELD_INT
#define TYPE_BOOL         FIELD_BOOL
#define TYPE_TIME         FIELD_TIME

#define FAULT_TEXT(least, most)  " must be a text of " #least " to " #most " bytes"
#define FAULT_WORD(list)         " must be a word of its list" FAULT_NOTHING
#define FAULT_JSON(object)       " must be an object" FAULT_NOTHING
#define FAULT_LIST(object)       " must be a list" FAULT_NOTHING
#define FAULT_UUID(least, most)  " must be a UUID"
#define FAULT_INT(least, most)   " must be a whole number from " #least " to " #most
#define FAULT_BOOL(least, most)  " must be true or false"
#define FAULT_TIME(least, most)  " must be a time"
#define FAULT_NOTHING(least, most)

#define FLAG_NOT(member)    NO_FLAG
#define FLAG_AT(member)     offsetof(self, has_##member)
#define FLAG_TEXT           FLAG_NOT
#define FLAG_WORD(list)     FLAG_NOT
#define FLAG_JSON(object)   FLAG_NOT
#define FLAG_LIST(object)   FLAG_NOT
#define FLAG_UUID           FLAG_AT
#define FLAG_INT            FLAG_AT
#define FLAG_BOOL           FLAG_AT
#define FLAG_TIME           FLAG_AT
#define FLAG_REQUIRED(type, member) NO_FLAG
#define FLAG_OPTIONAL(type, member) FLAG_##type(member)
#define IS_REQUIRED true
#define IS_OPTIONAL false

#define MESSAGE(direction, NAME, name, wire, sentence)                                             \
	static const struct field *fields_of_##name(void)                                          \
	{                                                                                          \
		typedef struct proto_##name self;                                                  \
		static const struct field fields[] = {
#define FIELD(kind, member, wire_name, presence, at_least, at_most, sentence)                      \
			{.type = TYPE_##kind, .wire = (wire_name), .is_required = IS_##presence,     \
			 .offset = offsetof(self, member),                                         \
			 .flag_offset = FLAG_##presence(kind, member),                             \
			 .least = (at_least), .most = (at_most),                                       \
			 .fault = wire_name FAULT_##kind(at_least, at_most)},
#define MESSAGE_END(name)                                                                          \
			{.wire = NULL, .offset = sizeof(self)}};                                   \
		return fields;                                                                     \
	}
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END

#define IS_CLIENT true
#define IS_SERVER false
#define MESSAGE(direction, NAME, name, wire, sentence)                                             \
	[PROTO_##NAME] = {wire, IS_##direction, fields_of_##name},
#define FIELD(...)
#define MESSAGE_END(name)
static const struct descriptor descriptors[PROTO_TYPE_COUNT] = {
#include "messages.def"
};
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END

#define ENCODER_CLIENT(NAME, name)
#define ENCODER_SERVER(NAME, name)                                                                 \
	struct text proto_encode_##name(struct arena *arena, const struct proto_##name *message)   \
	{                                                                                          \
		return encode(arena, PROTO_##NAME, message);                                       \
	}
#define MESSAGE(direction, NAME, name, wire, sentence) ENCODER_##direction(NAME, name)
#define FIELD(...)
#define MESSAGE_END(name)
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END
/* clang-format on */
