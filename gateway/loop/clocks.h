/* The machine's clocks. */
#ifndef FRONTDESK_CLOCKS_H
#define FRONTDESK_CLOCKS_H

#include <stdint.h>

/* Microseconds since the machine started, its sleep counted: nobody sets this clock. */
int64_t clock_steady_us(void);
/* Microseconds since 1970, as whoever keeps this machine's time has it now. It may jump: for people
 * to read, not to reckon with. */
int64_t clock_wall_us(void);

#endif
