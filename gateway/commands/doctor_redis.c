/* What the servers of the setting `redis` say. One after the other, waiting for each answer. */
#include "commands/doctor.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "redis/buffer.h"
#include "redis/reply.h"
#include "redis/url.h"

enum {
	ANSWER_LIMIT_S = 2,
	PINGS = 5,
	ROUND_TRIP_WARN_US = 10000,
	VERSION_MIN = 6,
	INPUT_SIZE = 4096,
	LIMIT_LEAST = 1024 * 1024 /* a busy second of publications */
};

/* A conversation with one server. */
struct talk {
	struct doctor *doctor;
	const struct redis_address *address;
	int socket;
	struct redis_reader *reader;
	struct redis_buffer buffer;
};

/* --- connecting ---------------------------------------------------------------------------- */
static int connect_to(const struct sockaddr *address, socklen_t size, int family)
{
	const struct timeval limit = {.tv_sec = ANSWER_LIMIT_S};
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(fd, address, size) == 0)
		return fd;
	int cause = errno == EINPROGRESS ? ETIMEDOUT : errno;
	(void)close(fd);
	errno = cause;
	return -1;
}

static int connect_path(struct text path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (path.size >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path.data, path.size);
	return connect_to((const struct sockaddr *)&address, sizeof(address), AF_UNIX);
}

static int connect_host(struct arena *arena, struct text host, uint16_t port)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	int fd = -1;
	if (getaddrinfo(host.data, arena_string(arena, "%u", port), &hints, &found) != 0) {
		errno = EHOSTUNREACH;
		return -1;
	}
	for (const struct addrinfo *each = found; each && fd < 0; each = each->ai_next)
		fd = connect_to(each->ai_addr, each->ai_addrlen, each->ai_family);
	freeaddrinfo(found);
	return fd;
}

static bool open_talk(struct talk *talk)
{
	const struct redis_address *address = talk->address;
	talk->socket = text_is_absent(address->path)
			       ? connect_host(talk->doctor->arena, address->host, address->port)
			       : connect_path(address->path);
	if (talk->socket < 0)
		doctor_say(talk->doctor, VERDICT_FAIL, "redis",
			"%s cannot be reached: %s. Start it, or correct the setting redis.",
			address->name.data, strerror(errno));
	else
		talk->reader = redis_reader_new();
	return talk->socket >= 0;
}

static void close_talk(struct talk *talk)
{
	if (talk->socket >= 0)
		(void)close(talk->socket);
	redis_reader_free(&talk->reader);
	redis_buffer_done(&talk->buffer);
}

/* --- asking -------------------------------------------------------------------------------- */
/* The reply, an error among them, is borrowed until the next question. */
static bool ask(
	struct talk *talk, const struct text *words, size_t count, struct redis_reply *ret_reply)
{
	char input[INPUT_SIZE];
	redis_put_command(&talk->buffer, count);
	for (size_t i = 0; i < count; i++)
		redis_put_secret(&talk->buffer, words[i]);
	ssize_t size = send(talk->socket, talk->buffer.data, talk->buffer.size, MSG_NOSIGNAL);
	bool is_whole = size == (ssize_t)talk->buffer.size;
	redis_buffer_clear(&talk->buffer);
	if (!is_whole)
		return false;
	enum redis_read read = redis_reader_next(talk->reader, ret_reply);
	while (read == REDIS_READ_MORE) {
		size = recv(talk->socket, input, sizeof(input), 0);
		if (size <= 0)
			return false;
		redis_reader_feed(talk->reader, (struct text){input, (size_t)size});
		read = redis_reader_next(talk->reader, ret_reply);
	}
	return read == REDIS_READ_REPLY && ret_reply->count > 0;
}

#define ASK(talk, ret_reply, ...)                       \
	ask((talk), (const struct text[]){__VA_ARGS__}, \
		sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text), (ret_reply))

static bool is_error(const struct redis_reply *reply)
{
	return !reply->is_array && reply->values[0].kind == REDIS_ERROR;
}

/* Whether the server took it; says what it did otherwise. */
static bool is_taken(struct talk *talk, bool is_answered, const struct redis_reply *reply)
{
	if (!is_answered)
		doctor_say(talk->doctor, VERDICT_FAIL, "redis",
			"%s does not answer within %d s: is it Redis, and is it stuck?",
			talk->address->name.data, ANSWER_LIMIT_S);
	else if (is_error(reply))
		doctor_say(talk->doctor, VERDICT_FAIL, "redis", "%s refuses: %.*s",
			talk->address->name.data, TEXT_ARG(reply->values[0].text));
	return is_answered && !is_error(reply);
}

static bool sign_in(struct talk *talk)
{
	const struct redis_address *address = talk->address;
	struct redis_reply reply = {0};
	if (text_is_absent(address->password))
		return true;
	bool is_answered =
		text_is_absent(address->user)
			? ASK(talk, &reply, TEXT("AUTH"), address->password)
			: ASK(talk, &reply, TEXT("AUTH"), address->user, address->password);
	return is_taken(talk, is_answered, &reply);
}

static bool choose_database(struct talk *talk)
{
	struct redis_reply reply = {0};
	const char *number = arena_string(talk->doctor->arena, "%u", talk->address->database);
	return talk->address->database == 0 ||
	       is_taken(talk, ASK(talk, &reply, TEXT("SELECT"), text_from(number)), &reply);
}

/* --- what it says -------------------------------------------------------------------------- */
static uint64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* The best of a few. */
static bool look_at_round_trip(struct talk *talk)
{
	uint64_t best_us = UINT64_MAX;
	for (int i = 0; i < PINGS; i++) {
		struct redis_reply reply;
		uint64_t asked_us = now_us();
		if (!is_taken(talk, ASK(talk, &reply, TEXT("PING")), &reply))
			return false;
		uint64_t took_us = now_us() - asked_us;
		best_us = took_us < best_us ? took_us : best_us;
	}
	doctor_say(talk->doctor, best_us > ROUND_TRIP_WARN_US ? VERDICT_WARN : VERDICT_OK, "redis",
		"%s answers in %llu µs%s.", talk->address->name.data, (unsigned long long)best_us,
		best_us > ROUND_TRIP_WARN_US
			? ": every event between workers waits for it, have one nearby"
			: "");
	return true;
}

/* The value of a line `name:value` of INFO. */
static struct text info_value(struct text info, const char *name)
{
	const char *end = info.data + info.size;
	size_t name_size = strlen(name);
	const char *line = info.data;
	while (line && (size_t)(end - line) > name_size) {
		if (strncmp(line, name, name_size) == 0 && line[name_size] == ':') {
			const char *value = line + name_size + 1;
			size_t size = 0;
			while (value + size < end && value[size] != '\r' && value[size] != '\n')
				size++;
			return (struct text){value, size};
		}
		line = memchr(line, '\n', (size_t)(end - line));
		line = line ? line + 1 : NULL;
	}
	return TEXT("");
}

static bool look_at_version(struct talk *talk)
{
	struct redis_reply reply;
	uint64_t major = 0;
	if (!is_taken(talk, ASK(talk, &reply, TEXT("INFO"), TEXT("server")), &reply))
		return false;
	struct text version = info_value(reply.values[0].text, "redis_version");
	struct text number = version;
	number.size =
		version.size ? strcspn(arena_copy(talk->doctor->arena, version).data, ".") : 0;
	bool is_old = !text_to_uint64(number, &major) || major < VERSION_MIN;
	doctor_say(talk->doctor, is_old ? VERDICT_WARN : VERDICT_OK, "redis",
		"%s is version %.*s%s.", talk->address->name.data, TEXT_ARG(version),
		is_old ? ": take 6 or newer, older ones are not looked after any more" : "");
	if (text_equals(info_value(reply.values[0].text, "redis_mode"), TEXT("cluster")))
		doctor_say(talk->doctor, VERDICT_FAIL, "redis",
			"%s is part of a cluster: name servers that stand alone, channels are "
			"spread over them by Frontdesk.",
			talk->address->name.data);
	return true;
}

/* Of "normal 0 0 0 slave … pubsub HARD SOFT SECONDS". */
static bool read_limit(struct arena *arena, struct text limits, uint64_t *ret_hard)
{
	const char *found = strstr(arena_copy(arena, limits).data, "pubsub ");
	if (!found)
		return false;
	found += strlen("pubsub ");
	return text_to_uint64((struct text){found, strcspn(found, " ")}, ret_hard);
}

static void look_at_limit(struct talk *talk)
{
	static const char *const remedy =
		"CONFIG SET client-output-buffer-limit \"pubsub 32mb 8mb 10\", "
		"and the same in redis.conf";
	const char *name = talk->address->name.data;
	struct redis_reply reply;
	uint64_t hard = 0;
	if (!ASK(talk, &reply, TEXT("CONFIG"), TEXT("GET"), TEXT("client-output-buffer-limit")) ||
		!reply.is_array || reply.count < 2 ||
		!read_limit(talk->doctor->arena, reply.values[1].text, &hard))
		doctor_say(talk->doctor, VERDICT_OK, "redis",
			"%s does not tell client-output-buffer-limit here.", name);
	else if (hard == 0)
		doctor_say(talk->doctor, VERDICT_WARN, "redis",
			"%s has no limit for subscribers that do not read: one hung worker takes "
			"its "
			"memory. %s.",
			name, remedy);
	else if (hard < LIMIT_LEAST)
		doctor_say(talk->doctor, VERDICT_WARN, "redis",
			"%s cuts subscribers at %llu bytes, a busy worker among them. %s.", name,
			(unsigned long long)hard, remedy);
	else
		doctor_say(talk->doctor, VERDICT_OK, "redis", "%s cuts a subscriber at %llu MB.",
			name, (unsigned long long)(hard / LIMIT_LEAST));
}

/* --- what it lets us do ------------------------------------------------------------------- */
enum { TRY_WORDS_MAX = 5 };

/* As a worker asks, by names of its kinds that stand for nobody; subscribing comes last, because a
 * connection that has subscribed may do nothing else. */
/* clang-format off */
#define BEAT "fd1:b:00000000000000000000000000000000"
#define BUCKET "fd1:l:00000000000000000000000000000000"
#define PRESENCE "fd1:p:00000000000000000000000000000000:00000000000000000000000000000000"
#define SESSION "fd1:s:00000000000000000000000000000000:00000000000000000000000000000000"
#define AGENTS "fd1:a:00000000000000000000000000000000:00000000000000000000000000000000"
static const char *const tries[][TRY_WORDS_MAX + 1] = {
	{"SET", PRESENCE, "1", "EX", "1"},
	{"MGET", PRESENCE},
	{"EVAL", "return redis.call('PTTL',KEYS[1])", "1", BUCKET},
	{"PUBLISH", BEAT, "0"},
	{"PUBLISH", SESSION, ""},
	{"PUBLISH", AGENTS, ""},
	{"SUBSCRIBE", BEAT},
	{"SUBSCRIBE", SESSION},
	{"SUBSCRIBE", AGENTS},
	{"UNSUBSCRIBE", BEAT},
};
/* clang-format on */

static bool try_command(struct talk *talk, const char *const words[])
{
	struct text texts[TRY_WORDS_MAX];
	struct redis_reply reply = {0};
	size_t count = 0;
	for (; words[count]; count++)
		texts[count] = text_from(words[count]);
	if (!ask(talk, texts, count, &reply))
		return is_taken(talk, false, &reply);
	if (!is_error(&reply))
		return true;
	doctor_say(talk->doctor, VERDICT_FAIL, "redis",
		"%s refuses %s: %.*s. Let the user do what the bus needs: ACL SETUSER NAME &fd1:* "
		"~fd1:* +ping +select +info +set +mget +eval +pttl +publish +subscribe "
		"+unsubscribe.",
		talk->address->name.data, words[0], TEXT_ARG(reply.values[0].text));
	return false;
}

static void look_at_rights(struct talk *talk)
{
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (!try_command(talk, tries[i]))
			return;
	doctor_say(talk->doctor, VERDICT_OK, "redis", "%s lets us publish, subscribe and count.",
		talk->address->name.data);
}

static void look_at_server(struct doctor *doctor, const struct redis_address *address)
{
	struct talk talk = {.doctor = doctor, .address = address, .socket = -1};
	if (open_talk(&talk) && sign_in(&talk) && choose_database(&talk) &&
		look_at_round_trip(&talk)) {
		(void)look_at_version(&talk);
		look_at_limit(&talk);
		look_at_rights(&talk);
	}
	close_talk(&talk);
}

void doctor_look_at_redis(struct doctor *doctor)
{
	struct redis_address addresses[REDIS_SERVERS_MAX];
	const char *reason;
	size_t count;
	if (redis_url_parse(doctor->arena, text_from(doctor->settings->redis), addresses, &count,
		    &reason) != ERR_NONE) {
		doctor_say(doctor, VERDICT_FAIL, "redis", "%s", reason);
		return;
	}
	if (count == 0 && doctor->settings->workers > 1)
		doctor_say(doctor, VERDICT_FAIL, "redis",
			"%lld workers need it to hear each other: set redis, or workers = 1.",
			(long long)doctor->settings->workers);
	else if (count == 0)
		doctor_say(doctor, VERDICT_OK, "redis", "None, which will do for one worker.");
	for (size_t i = 0; i < count; i++)
		look_at_server(doctor, &addresses[i]);
}
