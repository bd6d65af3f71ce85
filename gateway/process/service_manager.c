#include "process/service_manager.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

void service_manager_say(const char *state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	size_t size = path ? strlen(path) : 0;
	if (size < 2 || size >= sizeof(address.sun_path))
		return;
	int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (manager < 0)
		return;
	memcpy(address.sun_path, path, size);
	if (path[0] == '@') /* an abstract name begins with NUL */
		address.sun_path[0] = '\0';
	(void)sendto(manager, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + size));
	(void)close(manager);
}

uint64_t service_manager_watchdog_ms(void)
{
	const char *own = getenv("WATCHDOG_PID");
	const char *limit = getenv("WATCHDOG_USEC");
	uint64_t pid;
	uint64_t limit_us;
	if (!limit || !text_to_uint64(text_from(limit), &limit_us))
		return 0;
	if (own && (!text_to_uint64(text_from(own), &pid) || pid != (uint64_t)getpid()))
		return 0;
	return limit_us / 2000;
}
