/* A list of those that hold keys, by their last use. */
#include "crypto/open_vaults.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	MOST = 1024,
	LEAST = 8,
	PAGES_ASIDE = 4, /* the master keys' */
	MAPPINGS_EACH = 4,
	MAPPINGS_ASIDE = 8192 /* libraries, stacks, large allocations */
};

static struct {
	struct open_vault *newest, *oldest;
	size_t count, most; /* most: 0 until it is known */
} filled;

/* --- how many ---------------------------------------------------------------------------- */
static size_t locked_pages(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return SIZE_MAX;
	return limit.rlim_cur / (size_t)sysconf(_SC_PAGESIZE);
}

static size_t mappings(void)
{
	char digits[24];
	uint64_t count;
	int file = open("/proc/sys/vm/max_map_count", O_RDONLY | O_CLOEXEC);
	ssize_t size = file >= 0 ? read(file, digits, sizeof(digits)) : -1;
	if (file >= 0)
		(void)close(file);
	/* Without /proc, what Linux has unless told otherwise. */
	if (size < 2 || !text_to_uint64((struct text){digits, (size_t)size - 1}, &count))
		return 65530;
	return count;
}

static size_t at_least(size_t number, size_t aside, size_t each)
{
	size_t fit = number > aside ? (number - aside) / each : 0;
	return fit > LEAST ? fit : LEAST;
}

size_t open_vaults_most(void)
{
	size_t by_pages = at_least(locked_pages(), PAGES_ASIDE, 1);
	size_t by_mappings = at_least(mappings(), MAPPINGS_ASIDE, MAPPINGS_EACH);
	size_t most = by_pages < by_mappings ? by_pages : by_mappings;
	return most < MOST ? most : MOST;
}

/* --- the list ---------------------------------------------------------------------------- */
static void join(struct open_vault *vault)
{
	vault->newer = NULL;
	vault->older = filled.newest;
	if (filled.newest)
		filled.newest->newer = vault;
	else
		filled.oldest = vault;
	filled.newest = vault;
	filled.count++;
}

static void leave(struct open_vault *vault)
{
	if (vault->newer)
		vault->newer->older = vault->older;
	else
		filled.newest = vault->older;
	if (vault->older)
		vault->older->newer = vault->newer;
	else
		filled.oldest = vault->newer;
	vault->newer = vault->older = NULL;
	filled.count--;
}

bool open_vault_is_filled(struct open_vault *vault)
{
	if (!vault->vault.keys)
		return false;
	if (vault != filled.newest) {
		leave(vault);
		join(vault);
	}
	return true;
}

bool open_vault_make(struct open_vault *vault, size_t capacity)
{
	if (filled.most == 0)
		filled.most = open_vaults_most();
	while (filled.count >= filled.most)
		open_vault_empty(filled.oldest);
	while (!vault_new(capacity, &vault->vault)) {
		if (!filled.oldest)
			return false;
		open_vault_empty(filled.oldest);
	}
	join(vault);
	return true;
}

void open_vault_empty(struct open_vault *vault)
{
	if (!vault->vault.keys)
		return;
	leave(vault);
	vault_free(&vault->vault);
}
