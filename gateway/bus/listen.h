/*
 * Who listens here, as the hub says, becomes what we want to hear from others; hub_settle
 * (sockets/hub.h) waits until it is heard.
 */
#ifndef FRONTDESK_BUS_LISTEN_H
#define FRONTDESK_BUS_LISTEN_H

struct bus;
struct bus_listening;

/* Watches the hub from now on. */
struct bus_listening *bus_listening_new(struct bus *bus);
void bus_listening_free(struct bus_listening **listening);

#endif
