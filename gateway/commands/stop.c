/* A handler that writes to a descriptor: the one thing of it that a signal may do. */
#include "commands/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int told = -1;

static void tell(int number)
{
	const uint64_t once = 1;
	const int error = errno;

	(void)number;
	if (write(told, &once, sizeof once) != sizeof once)
		_exit(1);
	errno = error;
}

int stop_listen(void)
{
	struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESETHAND | SA_RESTART};

	told = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (told < 0)
		return -1;
	sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	return told;
}
