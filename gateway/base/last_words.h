/* What a process says that ends, or before it has a log: a plain line on standard error. */
#ifndef FRONTDESK_LAST_WORDS_H
#define FRONTDESK_LAST_WORDS_H

/* Adds the newline. Where nobody reads, it waits a second and ends unsaid. */
void last_words(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
