/* Reading the settings of outgoing mail, one after the other. */
#include "outside/mail_server.h"

#include <string.h>

#include "base/domain.h"
#include "base/email.h"
#include "base/secret_file.h"
#include "net/ip.h"

enum { PORT_SMTP = 587, PORT_SMTPS = 465 };

static const char server_form[] =
	"smtp_server must be smtp://host:port, smtps://host:port or inbox";

static struct text rest(struct text text, size_t from)
{
	return (struct text){text.data + from, text.size - from};
}

/* --- the server ------------------------------------------------------------------------------- */
static bool is_host(struct text host)
{
	struct ip ip;
	if (host.size > 2 && host.data[0] == '[' && host.data[host.size - 1] == ']')
		return ip_read_v6((struct text){host.data + 1, host.size - 2}, &ip);
	return domain_is_plain(host);
}

static bool read_place(struct outside_mail_server *server, struct text place)
{
	const char *colon = place.size ? memrchr(place.data, ':', place.size) : NULL;
	const char *bracket = place.size ? memrchr(place.data, ']', place.size) : NULL;
	uint64_t port = server->tls == OUTSIDE_TLS ? PORT_SMTPS : PORT_SMTP;
	server->host = place;
	if (colon && (!bracket || bracket < colon)) {
		server->host.size = (size_t)(colon - place.data);
		if (!text_to_uint64(rest(place, server->host.size + 1), &port))
			return false;
	}
	server->port = (uint16_t)port;
	return port > 0 && port <= UINT16_MAX && is_host(server->host);
}

static bool read_tls(struct outside_mail_server *server, const char *word)
{
	static const struct {
		const char *word;
		enum outside_tls tls;
	} words[] = {{"required", OUTSIDE_STARTTLS}, {"offered", OUTSIDE_STARTTLS_OFFERED},
		{"none", OUTSIDE_NO_TLS}};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0) {
			server->tls = words[i].tls;
			return true;
		}
	return false;
}

static const char *read_server(struct outside_mail_server *server, const struct settings *settings)
{
	struct text url = text_from(settings->smtp_server);
	static const struct text smtp = TEXT("smtp://");
	static const struct text smtps = TEXT("smtps://");
	bool is_tls = text_starts_with(url, smtps);
	if (!read_tls(server, settings->smtp_tls))
		return "smtp_tls must be required, offered or none";
	if (!is_tls && !text_starts_with(url, smtp))
		return server_form;
	if (is_tls)
		server->tls = OUTSIDE_TLS;
	url = rest(url, is_tls ? smtps.size : smtp.size);
	if (url.size && url.data[url.size - 1] == '/')
		url.size--;
	return read_place(server, url) ? NULL : server_form;
}

/* --- by whom we sign in ----------------------------------------------------------------------- */
static const char *read_user(
	struct outside_mail_server *server, const struct settings *settings, struct arena *arena)
{
	if (!*settings->smtp_user && !*settings->smtp_password_file)
		return NULL;
	if (!*settings->smtp_user || !*settings->smtp_password_file)
		return "smtp_user and smtp_password_file belong together";
	server->user = text_from(settings->smtp_user);
	return secret_file_read(
		arena, "smtp_password_file", settings->smtp_password_file, &server->password);
}

/* --- who we are ------------------------------------------------------------------------------- */
/* Of "https://desk.example:8080/x". A host that is no name, as one in brackets, greets nobody. */
static struct text host_of(const char *url, struct arena *arena)
{
	const char *begin = strstr(url, "://");
	begin = begin ? begin + 3 : url;
	struct text host = {begin, strcspn(begin, ":/?#")};
	return domain_is_plain(host) ? arena_copy(arena, host) : TEXT("localhost");
}

static struct text trim(struct text text)
{
	while (text.size && text.data[0] == ' ')
		text = rest(text, 1);
	while (text.size && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

/* "Name <address>", or an address. */
static const char *read_sender(
	struct mail_service *service, const char *setting, struct arena *arena)
{
	struct text whole = trim(text_from(setting));
	struct text address = whole;
	struct email email;
	const char *open = whole.size ? memrchr(whole.data, '<', whole.size) : NULL;
	service->sender_name = TEXT_ABSENT;
	if (whole.size == 0) {
		service->sender_address =
			arena_printf(arena, "frontdesk@%.*s", TEXT_ARG(service->our_host));
		return NULL;
	}
	if (open && whole.data[whole.size - 1] == '>') {
		service->sender_name = trim((struct text){whole.data, (size_t)(open - whole.data)});
		address = (struct text){open + 1, (size_t)(whole.data + whole.size - open - 2)};
	}
	if (email_read(address, &email) != ERR_NONE || text_has_control(whole) ||
		!text_is_utf8(whole))
		return "mail_sender must be an e-mail address, or Name <address>";
	service->sender_address = arena_copy(arena, text_from(email.normal));
	return NULL;
}

bool mail_service_read(struct mail_service *ret_service, const struct settings *settings,
	struct arena *arena, const char **ret_reason)
{
	struct mail_service service = {.is_set = *settings->smtp_server,
		.is_inbox = strcmp(settings->smtp_server, "inbox") == 0};
	bool has_server = service.is_set && !service.is_inbox;
	const char *fault = NULL;
	service.our_host = host_of(settings->public_url, arena);
	service.server.our_name = service.our_host;
	if (has_server)
		fault = read_server(&service.server, settings);
	if (!fault && has_server)
		fault = read_user(&service.server, settings, arena);
	if (!fault)
		fault = read_sender(&service, settings->mail_sender, arena);
	if (fault) {
		mail_service_wipe(&service);
		*ret_reason = fault;
		return false;
	}
	*ret_service = service;
	return true;
}

void mail_service_wipe(struct mail_service *service)
{
	struct text *password = &service->server.password;
	if (password->size > 0)
		explicit_bzero((char *)password->data, password->size);
	*password = TEXT_ABSENT;
}
