/*
 * The messages of frontdesk.v1 as C types, expanded from messages.def: one struct a message, one
 * decoder for what clients send, one encoder for each event of the server.
 *
 * What the macros make of a field: TEXT, WORD, JSON and LIST become `struct text`, UUID `struct
 * uuid`, INT `int64_t`, BOOL `bool`, TIME `int64_t` in microseconds since 1970. An OPTIONAL field
 * has a `bool has_…` beside it, except where an absent text says it.
 *
 * Of the rooms only base, which all share, is known here.
 */
#ifndef FRONTDESK_PROTO_H
#define FRONTDESK_PROTO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

/* clang-format off */
enum proto_type {
#define MESSAGE(direction, NAME, name, wire, sentence) PROTO_##NAME,
#define FIELD(...)
#define MESSAGE_END(name)
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END
	PROTO_TYPE_COUNT
};

#define PROTO_C_TEXT         struct text
#define PROTO_C_WORD(list)   struct text
#define PROTO_C_JSON(object) struct text
#define PROTO_C_LIST(object) struct text
#define PROTO_C_UUID         struct uuid
#define PROTO_C_INT          int64_t
#define PROTO_C_BOOL         bool
#define PROTO_C_TIME         int64_t

#define PROTO_NO_FLAG(member)
#define PROTO_FLAG(member)   bool has_##member;
#define PROTO_FLAG_TEXT         PROTO_NO_FLAG
#define PROTO_FLAG_WORD(list)   PROTO_NO_FLAG
#define PROTO_FLAG_JSON(object) PROTO_NO_FLAG
#define PROTO_FLAG_LIST(object) PROTO_NO_FLAG
#define PROTO_FLAG_UUID         PROTO_FLAG
#define PROTO_FLAG_INT          PROTO_FLAG
#define PROTO_FLAG_BOOL         PROTO_FLAG
#define PROTO_FLAG_TIME         PROTO_FLAG
#define PROTO_FLAG_REQUIRED(type, member)
#define PROTO_FLAG_OPTIONAL(type, member) PROTO_FLAG_##type(member)

#define MESSAGE(direction, NAME, name, wire, sentence) struct proto_##name {
#define FIELD(type, member, wire, presence, least, most, sentence)                                 \
	PROTO_C_##type member;                                                                     \
	PROTO_FLAG_##presence(type, member)
#define MESSAGE_END(name) };
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END

/* A message from a client; `type` names the member. Texts are borrowed from what was parsed. */
struct proto_message {
	enum proto_type type;
	union {
#define PROTO_MEMBER_CLIENT(name) struct proto_##name name;
#define PROTO_MEMBER_SERVER(name)
#define MESSAGE(direction, NAME, name, wire, sentence) PROTO_MEMBER_##direction(name)
#define FIELD(...)
#define MESSAGE_END(name)
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END
	};
};
/* clang-format on */

/* Reads a client's message from its parsed JSON. ERR_NOT_IMPLEMENTED when no client's message has
 * that type, ERR_INVALID when there is no type or a field is missing or wrong, ERR_FIELD when it is
 * a text. *ret_fault is a static sentence that says which, and never repeats what was sent. */
enum err proto_decode(
	const struct json *parsed, struct proto_message *ret_message, const char **ret_fault);

/* The type of a message that clients may send, for naming it in a refusal; NULL when it is none. */
const char *proto_request_name(const struct json *parsed);

/* Writes an event: struct text proto_encode_NAME(arena, message), for every SERVER message. */
/* clang-format off */
#define PROTO_ENCODER_CLIENT(name)
#define PROTO_ENCODER_SERVER(name)                                                                 \
	struct text proto_encode_##name(struct arena *arena, const struct proto_##name *message);
#define MESSAGE(direction, NAME, name, wire, sentence) PROTO_ENCODER_##direction(name)
#define FIELD(...)
#define MESSAGE_END(name)
#include "messages.def"
#undef MESSAGE
#undef FIELD
#undef MESSAGE_END
/* clang-format on */

/* The word on the wire: "message.send". */
const char *proto_type_name(enum proto_type type);

#endif
