/* The services of this build, by name; registry.c puts them into the list that the gateway walks.
 */
#ifndef FRONTDESK_REGISTRY_H
#define FRONTDESK_REGISTRY_H

#include "call/service.h"

extern const struct service accounts_service;
extern const struct service chat_service;

#endif
