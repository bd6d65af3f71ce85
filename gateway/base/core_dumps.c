/* The limit is for files alone: a program that cores are handed to gets them all the same
 * (core(5)). */
#include "base/core_dumps.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void core_dumps_forbid(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0);
}
