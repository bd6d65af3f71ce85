/* E-mail addresses: the local part, the domain, and both in the form that is compared. */
#include "base/email.h"

#include <string.h>

#include "base/characters.h"
#include "base/domain.h"

/* What a local part means, out of its quotes and in lower case. */
struct local {
	char bytes[EMAIL_LOCAL_SIZE_MAX];
	size_t size;
};

/* RFC 5322, 3.2.3, and RFC 6532, 3.2. */
static bool is_atext(char c)
{
	return (unsigned char)c >= 0x80 || (c > ' ' && c <= '~' && !strchr("\"(),.:;<>@[\\]", c));
}

static bool add(struct local *local, char c)
{
	if (local->size == sizeof(local->bytes))
		return false;
	local->bytes[local->size++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	return true;
}

static bool is_dot_atom(const struct local *local)
{
	char before = '.';

	for (size_t i = 0; i < local->size; i++) {
		const char c = local->bytes[i];

		if (!is_atext(c) && (c != '.' || before == '.'))
			return false;
		before = c;
	}
	return before != '.';
}

/* Each reads a local part at the start of an address, and answers how many bytes of it that was: 0
 * when it is malformed. */
static size_t read_dot_atom(struct text typed, struct local *ret_local)
{
	size_t at = 0;

	while (at < typed.size && typed.data[at] != '@')
		if (!add(ret_local, typed.data[at++]))
			return 0;
	return is_dot_atom(ret_local) ? at : 0;
}

/* "Quoted-string": a backslash stands before ASCII alone. */
static size_t read_quoted(struct text typed, struct local *ret_local)
{
	size_t at = 1;

	while (at < typed.size && typed.data[at] != '"') {
		const bool is_pair = typed.data[at] == '\\';

		at += is_pair ? 1 : 0;
		if (at == typed.size || (is_pair && (unsigned char)typed.data[at] >= 0x80) ||
			!add(ret_local, typed.data[at++]))
			return 0;
	}
	return at < typed.size && ret_local->size > 0 ? at + 1 : 0;
}

/* A space is seen by the quotes around it. */
static bool has_invisible(struct text part)
{
	while (part.size > 0) {
		const uint32_t character = character_take(&part);

		if (character_is_invisible(character) && character != ' ')
			return true;
	}
	return false;
}

static size_t read_local(struct text typed, struct local *ret_local)
{
	const bool is_quoted = typed.size > 0 && typed.data[0] == '"';
	const size_t size =
		is_quoted ? read_quoted(typed, ret_local) : read_dot_atom(typed, ret_local);

	if (size > EMAIL_LOCAL_SIZE_MAX || has_invisible((struct text){typed.data, size}))
		return 0;
	return size;
}

/* Mail goes to names: four numbers are an address literal without its brackets. */
static bool ends_with_number(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	const char *last = dot ? dot + 1 : domain;

	return strspn(last, "0123456789") == strlen(last);
}

/* The local part with the fewest quotes, an @, the domain. False when that is too long. */
static bool write_normal(
	const struct local *local, const char *domain, char ret_normal[EMAIL_SIZE_MAX + 1])
{
	const bool is_plain = is_dot_atom(local);
	char part[2 * sizeof(local->bytes) + 2];
	const size_t domain_size = strlen(domain);
	size_t size = 0;

	if (!is_plain)
		part[size++] = '"';
	for (size_t i = 0; i < local->size; i++) {
		if (local->bytes[i] == '"' || local->bytes[i] == '\\')
			part[size++] = '\\';
		part[size++] = local->bytes[i];
	}
	if (!is_plain)
		part[size++] = '"';
	if (size + 1 + domain_size > EMAIL_SIZE_MAX)
		return false;
	memcpy(ret_normal, part, size);
	ret_normal[size] = '@';
	memcpy(ret_normal + size + 1, domain, domain_size + 1);
	return true;
}

enum err email_read(struct text typed, struct email *ret_email)
{
	char domain[DOMAIN_SIZE_MAX + 1];
	struct local local = {.size = 0};
	struct email email;
	size_t at;

	if (typed.size > EMAIL_SIZE_MAX || !text_is_utf8(typed))
		return ERR_FIELD;
	at = read_local(typed, &local);
	if (at == 0 || at == typed.size || typed.data[at] != '@' ||
		!domain_normalize(
			(struct text){typed.data + at + 1, typed.size - at - 1}, domain) ||
		ends_with_number(domain) || !write_normal(&local, domain, email.normal))
		return ERR_FIELD;
	*ret_email = email;
	return ERR_NONE;
}

bool email_is_address(struct text typed)
{
	struct email email;

	return email_read(typed, &email) == ERR_NONE;
}
