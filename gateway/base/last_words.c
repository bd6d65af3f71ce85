#include "base/last_words.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, LINE_SIZE = 2048 /* a pipe that has room takes it in one piece */ };

void last_words(const char *format, ...)
{
	char line[LINE_SIZE];
	struct pollfd room = {.fd = STDERR_FILENO, .events = POLLOUT};
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	if (size < 0 || poll(&room, 1, PATIENCE_MS) <= 0)
		return;
	size_t end = (size_t)size < sizeof(line) - 1 ? (size_t)size : sizeof(line) - 2;
	line[end] = '\n';
	ssize_t written = write(STDERR_FILENO, line, end + 1);
	(void)written;
}
