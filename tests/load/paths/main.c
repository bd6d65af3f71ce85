/* Warms up (tables grow, caches of the allocator fill), then runs what is counted. */
#include "path.h"

enum { WARM_UP = 20, MEASURED = 100 };

__attribute__((noinline)) static void path_measured(void)
{
	for (int i = 0; i < MEASURED; i++)
		path_once();
}

int main(void)
{
	path_prepare();
	for (int i = 0; i < WARM_UP; i++)
		path_once();
	path_measured();
	return 0;
}
