#include "net/socket_options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum {
	SEND_BUFFER_SIZE = 32 * 1024, /* the kernel takes twice that, with its own overhead */
	SILENCE_MS = 60000            /* unacknowledged this long, the client has gone */
};

void socket_bound(int socket)
{
	const int size = SEND_BUFFER_SIZE;
	const unsigned silence_ms = SILENCE_MS;
	(void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	/* Not for the socket pairs of tls_relay.c, whose outer socket has it. */
	(void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence_ms, sizeof(silence_ms));
}
