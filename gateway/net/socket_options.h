/* What a socket that lives long may cost. */
#ifndef FRONTDESK_SOCKET_OPTIONS_H
#define FRONTDESK_SOCKET_OPTIONS_H

/* Bounds what the kernel keeps for a client that does not read, and how long it believes in one
 * that answers nothing. */
void socket_bound(int socket);

#endif
