#include "base/log_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void log_output_init(struct log_output *output, int file)
{
	struct stat status;
	output->file = file;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		(void)fcntl(file, F_SETFL, fcntl(file, F_GETFL) | O_APPEND);
}

/* Who shares the pipe or the terminal with us may have made it non-blocking. */
static bool may_try_again(const struct log_output *output)
{
	struct pollfd room = {.fd = output->file, .events = POLLOUT};
	if (errno == EAGAIN)
		(void)poll(&room, 1, -1);
	return errno == EAGAIN || errno == EINTR;
}

static size_t write_all(const struct log_output *output, const char *data, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t written = write(output->file, data + done, size - done);
		if (written > 0)
			done += (size_t)written;
		else if (written == 0 || !may_try_again(output))
			break;
	}
	return done;
}

/* A line that was cut is written again from its beginning. */
static void keep_rest(struct log_output *output, size_t done)
{
	const char *last = memrchr(output->data, '\n', done);
	size_t begin = last ? (size_t)(last - output->data) + 1 : 0;
	output->size -= begin;
	memmove(output->data, output->data + begin, output->size);
}

/* Whoever shares a file may have been cut there too, so the file is looked at; proc(5) opens what
 * is open for writing only. True also when it cannot be known. */
static bool may_end_within_line(int file)
{
	char path[sizeof("/proc/self/fd/") + 16], last = 0;
	struct stat status;
	if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode))
		return true;
	if (status.st_size == 0)
		return false;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	int reading = open(path, O_RDONLY | O_CLOEXEC);
	if (reading < 0)
		return true;
	bool is_read = pread(reading, &last, 1, status.st_size - 1) == 1;
	(void)close(reading);
	return !is_read || last != '\n';
}

bool log_output_flush(struct log_output *output)
{
	if (output->has_failed && may_end_within_line(output->file) &&
		write_all(output, "\n", 1) == 0)
		return false;
	keep_rest(output, write_all(output, output->data, output->size));
	output->has_failed = output->size > 0;
	return !output->has_failed;
}
