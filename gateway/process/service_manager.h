/* What systemd is told (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names. */
#ifndef FRONTDESK_SERVICE_MANAGER_H
#define FRONTDESK_SERVICE_MANAGER_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "RELOADING=1", "WATCHDOG=1". Nothing where no manager asked. */
void service_manager_say(const char *state);
/* How often it wants "WATCHDOG=1" from this process, twice over; 0 for never. */
uint64_t service_manager_watchdog_ms(void);

#endif
