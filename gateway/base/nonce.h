/*
 * Random nonces without a system call for each: drawn from the kernel a few thousand bytes at a
 * time, and wiped as they are used. For what need not be secret before it is used; keys and tokens
 * are drawn one by one. Any thread.
 */
#ifndef FRONTDESK_NONCE_H
#define FRONTDESK_NONCE_H

#include <stddef.h>

enum { NONCE_SIZE_MAX = 64 };

/* Fills `size` bytes, at most NONCE_SIZE_MAX. */
void nonce_draw(void *ret_nonce, size_t size);

#endif
