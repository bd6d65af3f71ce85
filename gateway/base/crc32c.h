/* CRC32C (Castagnoli; RFC 3720, appendix B.4): finds damage, proves nothing. */
#ifndef FRONTDESK_CRC32C_H
#define FRONTDESK_CRC32C_H

#include "base/text.h"

/* Continues from `crc`, which is 0 at the beginning. */
uint32_t crc32c(uint32_t crc, struct text bytes);
/* The same on any processor. */
uint32_t crc32c_by_table(uint32_t crc, struct text bytes);

#endif
