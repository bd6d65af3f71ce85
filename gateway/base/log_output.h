/*
 * Where lines leave the process. Each write is of whole lines, and of no more than a pipe takes in
 * one piece, so that the lines of processes which share it never mix.
 */
#ifndef FRONTDESK_LOG_OUTPUT_H
#define FRONTDESK_LOG_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

enum { LOG_OUTPUT_SIZE = PIPE_BUF };

struct log_output {
	int file;
	bool has_failed; /* the last write; what it left may be a piece of a line */
	size_t size;
	char data[LOG_OUTPUT_SIZE];
};

/* A file is appended to from now on, whoever opened it and how: one that is truncated (logrotate's
 * copytruncate) goes on from its new end, and not behind a hole. */
void log_output_init(struct log_output *output, int file);
/* Writes the lines it holds, and waits as long as nobody reads them. False when they cannot be
 * written now (a full disk): it keeps what is not out yet. */
bool log_output_flush(struct log_output *output);

#endif
