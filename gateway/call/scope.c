/* The scopes' words. */
#include "call/scope.h"

static const char *const words[SCOPE_COUNT] = {
#define SCOPE(name, word, sentence) [SCOPE_##name] = (word),
#include "call/scopes.def"
#undef SCOPE
};

struct text scope_word(enum scope scope)
{
	return text_from(words[scope]);
}

enum scope scope_find(struct text word)
{
	enum scope scope = SCOPE_COUNT - 1;
	while (scope != SCOPE_NONE && !text_equals(word, scope_word(scope)))
		scope--;
	return scope;
}
