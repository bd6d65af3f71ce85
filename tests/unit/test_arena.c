/* The arena, compiled in here with a free that looks at what it is given. */
#include "unit.h"

#include <malloc.h>
#include <stdlib.h>

static const char *needle; /* not to be found in what is freed */
static bool needle_was_freed;

static void free_and_look(void *block)
{
	if (needle && memmem(block, malloc_usable_size(block), needle, strlen(needle)))
		needle_was_freed = true;
	free(block);
}

#define free(block) free_and_look(block)
#include "../../gateway/base/arena.c"
#undef free

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena *arena = *state;
	unsigned char *last = NULL;
	for (size_t size = 1; size < 9000; size += 61) {
		unsigned char *memory = arena_alloc(arena, size);
		assert_int_equal((uintptr_t)memory % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xAB, size);
		if (last)
			assert_int_equal(*last, 0xAB);
		last = memory;
	}
}

static void sizes_about_a_block_fit(void **state)
{
	for (size_t size = 4000; size < 4200; size++)
		memset(arena_alloc(*state, size), 1, size);
}

static void a_copy_ends_with_a_nul_that_is_not_counted(void **state)
{
	struct text copy = arena_copy(*state, (struct text){"abc", 2});
	assert_int_equal(copy.size, 2);
	assert_string_equal(copy.data, "ab");
	assert_true(text_is_absent(arena_copy(*state, TEXT_ABSENT)));
}

static void printf_measures_first(void **state)
{
	char longer[5000];
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	struct text text = arena_printf(*state, "%d-%s", 7, longer);
	assert_int_equal(text.size, 2 + sizeof(longer) - 1);
	assert_memory_equal(text.data, "7-xxx", 5);
}

static void an_arena_that_was_emptied_works_again(void **state)
{
	struct arena *arena = *state;
	arena_alloc(arena, 10000);
	arena_done(arena);
	assert_int_equal(arena->used, 0);
	assert_non_null(arena_alloc(arena, 10));
}

static void what_it_held_is_wiped_before_it_is_freed(void **state)
{
	struct arena *arena = *state;
	needle = "a secret of 22 bytes";
	needle_was_freed = false;
	arena_copy(arena, text_from(needle));
	arena_printf(arena, "%5000s%s", "", needle);
	arena_done(arena);
	needle = NULL;
	assert_false(needle_was_freed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(memory_is_zeroed_aligned_and_apart),
		arena_test(sizes_about_a_block_fit),
		arena_test(a_copy_ends_with_a_nul_that_is_not_counted),
		arena_test(printf_measures_first),
		arena_test(an_arena_that_was_emptied_works_again),
		arena_test(what_it_held_is_wiped_before_it_is_freed),
	};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
