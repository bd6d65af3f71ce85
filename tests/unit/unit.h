/* What every unit test includes: cmocka with the headers it wants, and an arena per test. */
#ifndef FRONTDESK_UNIT_H
#define FRONTDESK_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

#define assert_text_equal(seen, string) check_text((seen), (string), __FILE__, __LINE__)

static inline void check_text(struct text seen, const char *string, const char *file, int line)
{
	_assert_int_equal(seen.size, strlen(string), file, line);
	_assert_memory_equal(seen.data, string, strlen(string), file, line);
}

static inline int make_arena(void **state)
{
	static struct arena arena;
	arena_init(&arena);
	*state = &arena;
	return 0;
}

static inline int drop_arena(void **state)
{
	arena_done(*state);
	return 0;
}

/* A test that is given an arena as *state. */
#define arena_test(name) cmocka_unit_test_setup_teardown(name, make_arena, drop_arena)

#endif
