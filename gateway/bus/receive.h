/*
 * What others published, opened and handed on: first the note, to the services, then the event, to
 * who listens here. What we published ourselves comes back too, and is dropped unopened.
 */
#ifndef FRONTDESK_BUS_RECEIVE_H
#define FRONTDESK_BUS_RECEIVE_H

#include "base/text.h"

struct bus;
struct bus_receiver;

struct bus_receiver *bus_receiver_new(struct bus *bus);
void bus_receiver_free(struct bus_receiver **receiver);
/* Takes what came on a channel; borrowed. */
void bus_receive(struct bus_receiver *receiver, struct text name, struct text payload);

#endif
