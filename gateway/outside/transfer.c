/*
 * One transfer: waiting for its turn, then running, in the one list or the other. It ends by its
 * own word, by libcurl's, or when its time is up.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net/descriptors.h"
#include "net/networks.h"
#include "outside/address.h"
#include "outside/private.h"

/* --- its place -------------------------------------------------------------------------------- */
static void put(struct transfer *transfer, struct transfer_list *list)
{
	transfer->list = list;
	transfer->prev = list->last;
	transfer->next = NULL;
	if (list->last)
		list->last->next = transfer;
	else
		list->first = transfer;
	list->last = transfer;
}

static void take(struct transfer *transfer)
{
	struct transfer_list *list = transfer->list;
	if (transfer->prev)
		transfer->prev->next = transfer->next;
	else
		list->first = transfer->next;
	if (transfer->next)
		transfer->next->prev = transfer->prev;
	else
		list->last = transfer->prev;
	transfer->list = NULL;
}

/* --- where it may go -------------------------------------------------------------------------- */
static bool read_address(const struct curl_sockaddr *address, struct ip *ret_ip)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	if (address->family == AF_INET && address->addrlen >= sizeof(v4)) {
		memcpy(&v4, &address->addr, sizeof(v4));
		*ret_ip = ip_from_v4(&v4.sin_addr);
		return true;
	}
	if (address->family != AF_INET6 || address->addrlen < sizeof(v6))
		return false;
	memcpy(&v6, &address->addr, sizeof(v6));
	*ret_ip = ip_from_v6(&v6.sin6_addr);
	return true;
}

static const char *judge(const struct transfer *transfer, const struct curl_sockaddr *address)
{
	struct ip ip;
	if (transfer->is_operators)
		return NULL;
	if (!read_address(address, &ip))
		return "no address of the internet";
	return networks_have(transfer->outside->allowed, &ip) ? NULL : address_inside(&ip);
}

/* libcurl connects this socket to this very address. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;
	const char *inside = judge(transfer, address);
	if (inside) {
		transfer->inside = inside;
		errno = EACCES;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* --- its life --------------------------------------------------------------------------------- */
/* What the last option says: where a look-up takes longer than it may, its thread is left alone to
 * end, instead of being waited for. */
static void set_common(struct transfer *transfer)
{
	const char *ca = transfer->outside->env->settings->outside_ca;
	TRANSFER_SET(transfer, CURLOPT_PRIVATE, transfer);
	TRANSFER_SET(transfer, CURLOPT_ERRORBUFFER, transfer->words);
	TRANSFER_SET(transfer, CURLOPT_NOSIGNAL, 1L);
	TRANSFER_SET(transfer, CURLOPT_PROXY, "");
	TRANSFER_SET(transfer, CURLOPT_CONNECTTIMEOUT_MS, (long)OUTSIDE_CONNECT_MS);
	TRANSFER_SET(transfer, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	TRANSFER_SET(transfer, CURLOPT_FRESH_CONNECT, 1L);
	TRANSFER_SET(transfer, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	TRANSFER_SET(transfer, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	TRANSFER_SET(transfer, CURLOPT_OPENSOCKETDATA, transfer);
	if (*ca)
		TRANSFER_SET(transfer, CURLOPT_CAINFO, ca);
	TRANSFER_SET(transfer, CURLOPT_QUICK_EXIT, 1L);
}

void transfer_init(struct transfer *transfer, struct outside *outside)
{
	transfer->outside = outside;
	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		abort(); /* out of memory */
	set_common(transfer);
}

static void run_late(struct timer *timer)
{
	struct transfer *transfer = CONTAINER_OF(timer, struct transfer, limit);
	transfer->failed(transfer, CURLE_OPERATION_TIMEDOUT);
}

void transfers_go_on(struct outside *outside)
{
	while (outside->waiting.first && outside->running_count < DESCRIPTORS_OUTSIDE_AT_ONCE) {
		struct transfer *transfer = outside->waiting.first;
		take(transfer);
		put(transfer, &outside->running);
		outside->running_count++;
		(void)curl_multi_add_handle(outside->multi, transfer->easy);
	}
}

void transfer_begin(struct transfer *transfer, uint32_t limit_ms)
{
	struct outside *outside = transfer->outside;
	put(transfer, &outside->waiting);
	wheel_set(outside->env->wheel, &transfer->limit, limit_ms, run_late);
	transfers_go_on(outside);
}

void transfer_end(struct transfer *transfer)
{
	struct outside *outside = transfer->outside;
	bool was_running = transfer->list == &outside->running;
	wheel_cancel(outside->env->wheel, &transfer->limit);
	take(transfer);
	if (was_running) {
		(void)curl_multi_remove_handle(outside->multi, transfer->easy);
		outside->running_count--;
	}
	curl_easy_cleanup(transfer->easy);
	transfer->easy = NULL;
}

/* --- why it failed ---------------------------------------------------------------------------- */
/* clang-format off */
static const struct {
	const char *sentence;
	CURLcode code;
	bool has_words; /* libcurl's tell more: of a certificate, say */
} sentences[] = {
	{"The address has a scheme that is not allowed", CURLE_UNSUPPORTED_PROTOCOL, false},
	{"The address is malformed", CURLE_URL_MALFORMAT, false},
	{"The host's name cannot be found", CURLE_COULDNT_RESOLVE_HOST, false},
	{"There was no answer in time", CURLE_OPERATION_TIMEDOUT, false},
	{"The connection was closed without an answer", CURLE_GOT_NOTHING, false},
	{"The connection was closed in the middle of the answer", CURLE_PARTIAL_FILE, false},
	{"The connection was lost", CURLE_SEND_ERROR, false},
	{"The connection was lost", CURLE_RECV_ERROR, false},
	{"The answer cannot be understood", CURLE_WEIRD_SERVER_REPLY, false},
	{"The answer cannot be understood", CURLE_HTTP2, false},
	{"This server is being restarted", CURLE_ABORTED_BY_CALLBACK, false},
	{"The server does not offer STARTTLS", CURLE_USE_SSL_FAILED, false},
	{"The server refuses user name or password", CURLE_LOGIN_DENIED, false},
	{"The server's certificate is refused", CURLE_PEER_FAILED_VERIFICATION, true},
	{"TLS cannot be agreed on", CURLE_SSL_CONNECT_ERROR, true},
	{"TLS cannot be agreed on", CURLE_SSL_CERTPROBLEM, true},
	{"TLS cannot be agreed on", CURLE_SSL_CIPHER, true},
	{"The file of the setting outside_ca cannot be read as certificates", CURLE_SSL_CACERT_BADFILE, false},
};
/* clang-format on */

enum { SENTENCE_COUNT = sizeof(sentences) / sizeof(sentences[0]) };

static const char *say_unconnected(struct transfer *transfer)
{
	long cause = 0;
	(void)curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &cause);
	if (transfer->inside)
		(void)snprintf(transfer->failure, sizeof(transfer->failure),
			"The host's address is %s, and not reached from here", transfer->inside);
	else
		(void)snprintf(transfer->failure, sizeof(transfer->failure),
			"It cannot be connected to: %s",
			cause ? strerrordesc_np((int)cause) : "no address answers");
	return transfer->failure;
}

const char *transfer_failure(struct transfer *transfer, CURLcode code)
{
	size_t i = 0;
	if (code == CURLE_COULDNT_CONNECT)
		return say_unconnected(transfer);
	while (i < SENTENCE_COUNT && sentences[i].code != code)
		i++;
	if (i == SENTENCE_COUNT)
		(void)snprintf(transfer->failure, sizeof(transfer->failure), "It failed: %s",
			curl_easy_strerror(code));
	else
		(void)snprintf(transfer->failure, sizeof(transfer->failure), "%s%s%s",
			sentences[i].sentence,
			sentences[i].has_words && *transfer->words ? ": " : "",
			sentences[i].has_words ? transfer->words : "");
	return transfer->failure;
}
