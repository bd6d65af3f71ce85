/*
 * frontdesk-pictures: reads one picture from standard input, writes it anew to standard output, and
 * ends. A worker of frontdesk starts it for each picture, so that no picture meets another: neither
 * another tenant's in a process that was taken over, nor what the one before has left of memory and
 * time. It has no key, no setting, no database and no network; it reads nothing before its sandbox
 * is closed. What is said between them stands in protocol.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pictures/remake.h"
#include "pictures/sandbox.h"

static bool read_all(uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t taken = read(STDIN_FILENO, bytes, size);
		if (taken <= 0)
			return false;
		bytes += taken;
		size -= (size_t)taken;
	}
	return true;
}

static bool write_all(const void *bytes, size_t size)
{
	const uint8_t *rest = bytes;
	while (size > 0) {
		ssize_t given = write(STDOUT_FILENO, rest, size);
		if (given <= 0)
			return false;
		rest += given;
		size -= (size_t)given;
	}
	return true;
}

static char *read_request(uint32_t *ret_size)
{
	uint8_t head[PICTURE_REQUEST_HEAD];
	if (!read_all(head, sizeof head) || !picture_request_read(head, ret_size))
		return NULL;
	char *bytes = malloc(*ret_size);
	if (!bytes || read_all((uint8_t *)bytes, *ret_size))
		return bytes;
	free(bytes);
	return NULL;
}

static bool answer(enum picture_verdict verdict, const struct picture *picture)
{
	uint8_t head[PICTURE_ANSWER_HEAD];
	bool is_clean = verdict == PICTURE_CLEAN;
	picture_answer_write(verdict, is_clean ? picture : NULL, head);
	return write_all(head, sizeof head) &&
	       (!is_clean || write_all(picture->bytes.data, picture->bytes.size));
}

static int fail(const char *sentence)
{
	(void)fprintf(stderr, "frontdesk-pictures: %s\n", sentence);
	return 1;
}

/* Without the destructors of what it has loaded: they would do what the sandbox does not let them.
 */
int main(void)
{
	uint32_t size;
	struct picture picture;
	sandbox_begin();
	if (!remake_prepare())
		return fail("libvips cannot start");
	if (!sandbox_enter())
		return fail("the kernel does not grant its sandbox (seccomp)");
	char *bytes = read_request(&size);
	if (!bytes)
		_exit(2);
	enum picture_verdict verdict = remake((struct text){bytes, size}, &picture);
	_exit(answer(verdict, &picture) ? 0 : 3);
}
