/*
 * The scopes of API keys, once: scopes.def. A route names the one that opens it to a key; without
 * one it is closed to all keys, whatever they were given.
 */
#ifndef FRONTDESK_SCOPE_H
#define FRONTDESK_SCOPE_H

#include "base/text.h"

enum scope {
	SCOPE_NONE,
#define SCOPE(name, word, sentence) SCOPE_##name,
#include "call/scopes.def"
#undef SCOPE
	SCOPE_COUNT
};

/* The word that clients and tables have for it; absent for SCOPE_NONE. */
struct text scope_word(enum scope scope);
/* The scope of that name; SCOPE_NONE for what is none. */
enum scope scope_find(struct text word);

#endif
