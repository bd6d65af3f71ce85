/* A word for each address in each column: what is left of its key, and how many connections. One
 * process writes a column's words, and any reads them. */
#include "loop/census.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/keyed_hash.h"

enum { SETS = 4096, WAYS = 8, COUNT_BITS = 16 };

#define COUNT_MASK ((uint64_t)0xffff)

struct column {
	uint64_t addresses; /* that have a word; what has none is not read */
	uint64_t words[SETS][WAYS];
};

struct census {
	uint64_t layout;
	uint64_t columns;
	struct hash_secret secret;
	struct column column[];
};

static const uint64_t layout = sizeof(struct column) << 8 | 1; /* version 1 */

/* --- memory ------------------------------------------------------------------------------ */
static size_t size_of(size_t columns)
{
	return sizeof(struct census) + columns * sizeof(struct column);
}

static struct census *map(int memory, size_t size)
{
	void *census = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	return census == MAP_FAILED ? NULL : census;
}

struct census *census_new(size_t columns, int *ret_memory)
{
	size_t size = size_of(columns);
	int memory = memfd_create("frontdesk-census", MFD_CLOEXEC);
	if (memory < 0)
		return NULL;
	struct census *census = ftruncate(memory, (off_t)size) == 0 ? map(memory, size) : NULL;
	if (!census) {
		(void)close(memory);
		return NULL;
	}
	census->layout = layout;
	census->columns = columns;
	hash_secret_make(&census->secret);
	*ret_memory = memory;
	return census;
}

struct census *census_join(int memory, size_t columns)
{
	struct stat file;
	bool fits = fstat(memory, &file) == 0 && (size_t)file.st_size == size_of(columns);
	struct census *census = fits ? map(memory, size_of(columns)) : NULL;
	(void)close(memory);
	if (census && (census->layout != layout || census->columns != columns)) {
		(void)munmap(census, size_of(columns));
		return NULL;
	}
	return census;
}

void census_free(struct census **census)
{
	if (*census)
		(void)munmap(*census, size_of((*census)->columns));
	*census = NULL;
}

/* --- counting ---------------------------------------------------------------------------- */
static uint64_t read_word(const uint64_t *word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static void write_word(uint64_t *word, uint64_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELAXED);
}

static bool is_of(uint64_t word, uint64_t key)
{
	return (word & COUNT_MASK) > 0 && word >> COUNT_BITS == key >> COUNT_BITS;
}

uint64_t census_key(const struct census *census, struct text address)
{
	return keyed_hash(&census->secret, address);
}

static void write_count(struct column *column, uint64_t *word, uint64_t key, size_t count)
{
	uint64_t before = read_word(word) & COUNT_MASK;
	uint64_t most = count < COUNT_MASK ? count : COUNT_MASK;
	write_word(word, most ? (key & ~COUNT_MASK) | most : 0);
	write_word(&column->addresses,
		column->addresses + (before == 0 && most > 0) - (before > 0 && most == 0));
}

void census_clear(struct census *census, size_t column)
{
	struct column *cleared = &census->column[column];
	if (read_word(&cleared->addresses) == 0)
		return;
	for (size_t set = 0; set < SETS; set++)
		for (size_t way = 0; way < WAYS; way++)
			if (read_word(&cleared->words[set][way]))
				write_word(&cleared->words[set][way], 0);
	write_word(&cleared->addresses, 0);
}

void census_tell(struct census *census, size_t column, uint64_t key, size_t count)
{
	struct column *own = &census->column[column];
	uint64_t *set = own->words[key % SETS];
	uint64_t *unused = NULL;
	for (size_t way = 0; way < WAYS; way++) {
		uint64_t word = read_word(&set[way]);
		if (is_of(word, key)) {
			write_count(own, &set[way], key, count);
			return;
		}
		if (!unused && word == 0)
			unused = &set[way];
	}
	if (unused)
		write_count(own, unused, key, count);
}

size_t census_count(const struct census *census, uint64_t key)
{
	size_t count = 0;
	for (size_t i = 0; i < census->columns; i++) {
		const struct column *column = &census->column[i];
		const uint64_t *set = column->words[key % SETS];
		if (read_word(&column->addresses) == 0)
			continue;
		for (size_t way = 0; way < WAYS; way++) {
			uint64_t word = read_word(&set[way]);
			count += is_of(word, key) ? word & COUNT_MASK : 0;
		}
	}
	return count;
}
