/* One reply a connection: what is not understood is a fault, and a fault is never clean. */
#include "scan/reply.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void scan_reply_add(struct scan_reply *reply, struct text bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		if (reply->is_whole || reply->size == SCAN_REPLY_MOST - 1) {
			reply->is_fault = true;
			return;
		}
		if (bytes.data[i] == '\0')
			reply->is_whole = true;
		else
			reply->bytes[reply->size++] = bytes.data[i];
	}
}

static struct text text_of(const struct scan_reply *reply)
{
	return (struct text){reply->bytes, reply->size};
}

/* --- INSTREAM --------------------------------------------------------------------------------- */
static bool ends_with(struct text text, struct text end)
{
	return text.size >= end.size &&
	       memcmp(text.data + text.size - end.size, end.data, end.size) == 0;
}

static void keep_name(struct text name, char ret_name[SCAN_NAME_MOST + 1])
{
	size_t size = name.size < SCAN_NAME_MOST ? name.size : SCAN_NAME_MOST;
	for (size_t i = 0; i < size; i++)
		ret_name[i] = '?';
	for (size_t i = 0; i < size; i++)
		if (name.data[i] > ' ' && name.data[i] < 0x7f)
			ret_name[i] = name.data[i];
	ret_name[size] = '\0';
}

enum scan_word scan_reply_word(const struct scan_reply *reply, char ret_name[SCAN_NAME_MOST + 1])
{
	static const struct text begin = TEXT("stream: "), end = TEXT(" FOUND");
	struct text said = text_of(reply);
	ret_name[0] = '\0';
	if (!reply->is_whole || reply->is_fault)
		return SCAN_WORD_FAULT;
	if (text_equals(said, TEXT("stream: OK")))
		return SCAN_WORD_CLEAN;
	if (text_equals(said, TEXT("INSTREAM size limit exceeded. ERROR")))
		return SCAN_WORD_TOO_LARGE;
	if (!text_starts_with(said, begin) || !ends_with(said, end) ||
		said.size <= begin.size + end.size)
		return SCAN_WORD_FAULT;
	keep_name(
		(struct text){said.data + begin.size, said.size - begin.size - end.size}, ret_name);
	return SCAN_WORD_FOUND;
}

/* --- VERSION ---------------------------------------------------------------------------------- */
/* As ctime(3) writes it, whatever the locale: names are English there. */
static bool read_date(const char *date, int64_t *ret_s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm time = {0};
	char month[4];
	int read = 0;
	if (sscanf(date, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", month, &time.tm_mday,
		    &time.tm_hour, &time.tm_min, &time.tm_sec, &time.tm_year, &read) != 6 ||
		date[read] != '\0')
		return false;
	const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
	if (!found || (found - months) % 3 != 0 || time.tm_year < 1970)
		return false;
	time.tm_mon = (int)(found - months) / 3;
	time.tm_year -= 1900;
	*ret_s = (int64_t)timegm(&time);
	return true;
}

bool scan_version_read(const struct scan_reply *reply, struct scan_version *ret_version)
{
	struct text said = text_of(reply);
	uint64_t number = 0;
	struct scan_version version = {0};
	if (!reply->is_whole || reply->is_fault || !text_starts_with(said, TEXT("ClamAV ")))
		return false;
	const char *slash = memchr(said.data, '/', said.size);
	const char *second = slash ? strchr(slash + 1, '/') : NULL;
	if (!slash) {
		*ret_version = version;
		return true;
	}
	if (!second ||
		!text_to_uint64((struct text){slash + 1, (size_t)(second - slash - 1)}, &number) ||
		number > INT64_MAX || !read_date(second + 1, &version.made_s))
		return false;
	version.signatures = (int64_t)number;
	*ret_version = version;
	return true;
}
