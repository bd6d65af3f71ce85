/* frontdesk agent: add, passwd. A password is given on standard input, or made and shown once. */
#include "commands/admin_agent.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "auth/password.h"
#include "commands/admin_check.h"
#include "commands/imported_people.h"
#include "crypto/token.h"

enum { GENERATED_SIZE = 20 };

/* Up to the newline, the end, or what is full. */
static size_t read_line(FILE *from, char *line, size_t size_max)
{
	size_t size = 0;
	int byte;

	while (size < size_max && (byte = getc(from)) != EOF && byte != '\n')
		line[size++] = (char)byte;
	return size;
}

/* The first line of standard input, whole: a password that was cut would be another one. */
static bool read_password(struct admin *admin, struct text *ret_password)
{
	char line[PASSWORD_SIZE_MAX +
		  2]; /* a carriage return, and one byte to notice what is too long */
	size_t size = read_line(stdin, line, sizeof line);
	const bool is_text = !memchr(line, '\0', size);

	if (size > 0 && line[size - 1] == '\r')
		size--;
	if (is_text)
		*ret_password = arena_copy(admin->arena, (struct text){line, size});
	sodium_memzero(line, sizeof line);
	return is_text || admin_refuse(admin,
				  "The password on standard input has a byte 0 in it, which nobody "
				  "can type: nothing was changed.");
}

static struct text generate_password(struct arena *arena)
{
	char token[TOKEN_SIZE + 1];
	struct text password;

	token_make(token);
	password = arena_copy(arena, (struct text){token, GENERATED_SIZE});
	sodium_memzero(token, sizeof token);
	return password;
}

/* A password of the operator's or a generated one, which is then said; and its hash. */
static bool make_password(struct admin *admin, const char **ret_hash)
{
	const bool is_given = option_is_given(&admin->options, "--password-stdin");
	struct text password = TEXT(""), hash;
	const char *fault;

	if (is_given && !read_password(admin, &password))
		return false;
	if (!is_given)
		password = generate_password(admin->arena);
	fault = password_fault(password);
	if (fault)
		return admin_refuse(admin, "%s", fault);
	if (password_hash_now(admin->arena, password, &hash))
		return admin_refuse(
			admin, "The password could not be hashed: is there memory for it?");
	if (!is_given)
		admin_say(admin, "password:  %.*s\n", TEXT_ARG(password));
	*ret_hash = arena_copy(admin->arena, hash).data;
	return true;
}

const struct option agent_add_options[] = {
	{"--tenant", "ID", true, false, "The tenant"},
	{"--email", "EMAIL", true, false, "The address to sign in with"},
	{"--name", "NAME", true, false, "The name that visitors and colleagues see"},
	{"--role", "ROLE", true, false, "agent, supervisor or admin"},
	{"--max-chats", "NUMBER", false, false, "How many chats they may have at once; else 5"},
	{"--password-stdin", NULL, false, false,
		"Read the password from standard input; else one is made"},
	{0},
};

/* The operator says whose the account is: whoever had it until now is signed out. */
static bool give_password(struct admin *admin, const char *user_id)
{
	const char *hash = NULL;

	return make_password(admin, &hash) &&
	       OWNER_RUN(admin->db, NULL, "SELECT control.user_prove($1, $2)", owner_text(user_id),
		       owner_text(hash)) == ERR_NONE;
}

/* One who works for nobody is what an import has left, and whose password that is nobody knows. */
static bool take_up(struct admin *admin, const struct member *member)
{
	return OWNER_RUN(admin->db, NULL, "UPDATE public.users SET name = $2 WHERE id = $1",
		       owner_text(member->user_id),
		       owner_text(option_value(&admin->options, "--name"))) == ERR_NONE &&
	       give_password(admin, member->user_id);
}

/* Somebody who works for another tenant already keeps the password that they have, if it is theirs
 * for certain: of who came by an invitation it may be that of the admin who invited them. */
static bool know_user(struct admin *admin, const struct member *member)
{
	bool is_at_work;

	if (!imported_people_check(admin, member->user_id, member->email, &is_at_work))
		return false;
	if (!is_at_work)
		return take_up(admin, member);
	if (!member->is_proven) {
		admin_say(admin,
			"%s came to another tenant by an invitation, and nothing has shown that "
			"the address is theirs: from now on they have this password there, too.\n",
			member->email);
		return give_password(admin, member->user_id) &&
		       agent_note_everywhere(admin, member->user_id, "agent.password");
	}
	admin_say(admin, "%s is known already: the password stays the one they have.\n",
		member->email);
	return true;
}

static bool add_user(struct admin *admin, struct member *member)
{
	struct owner_rows rows;
	const char *hash = NULL;

	if (member->user_id)
		return know_user(admin, member);
	if (!make_password(admin, &hash) ||
		OWNER_RUN(admin->db, &rows,
			"INSERT INTO public.users (email, name, password_hash)\n"
			"VALUES ($1, $2, $3) RETURNING id",
			owner_text(member->email),
			owner_text(option_value(&admin->options, "--name")), owner_text(hash)))
		return false;
	member->user_id = owner_cell(&rows, 0, 0);
	return true;
}

static bool insert_agent(struct admin *admin, struct member *member)
{
	const struct owner_value role = owner_text(option_value(&admin->options, "--role"));
	const char *statement = arena_string(admin->arena,
		"INSERT INTO %s.support_agents (user_id, name, email, role, max_chats)\n"
		"VALUES ($1, $2, $3, $4, coalesce($5::integer, 5)) RETURNING id",
		member->schema);
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows, statement, owner_text(member->user_id),
		    owner_text(option_value(&admin->options, "--name")), owner_text(member->typed),
		    role, owner_text(option_value(&admin->options, "--max-chats"))))
		return false;
	member->agent_id = owner_cell(&rows, 0, 0);
	return OWNER_RUN(admin->db, NULL,
		       "INSERT INTO control.memberships (user_id, tenant_id, agent_id, role)\n"
		       "VALUES ($1, $2, $3, $4)",
		       owner_text(member->user_id), owner_text(member->tenant_id),
		       owner_text(member->agent_id), role) == ERR_NONE;
}

bool agent_add(struct admin *admin)
{
	struct member member = {0};

	if (admin_check_name(
		    admin->arena, option_value(&admin->options, "--name"), &admin->reason) ||
		admin_check_role(
			admin->arena, option_value(&admin->options, "--role"), &admin->reason) ||
		admin_check_max_chats(admin->arena, option_value(&admin->options, "--max-chats"),
			&admin->reason) ||
		!imported_people_wait(admin) || !agent_read_member(admin, &member))
		return false;
	if (member.agent_id)
		return admin_refuse(admin,
			"%s works for this tenant already: see `frontdesk agent role` and "
			"`frontdesk agent enable`.",
			member.email);
	if (!add_user(admin, &member) || !insert_agent(admin, &member) ||
		!admin_note(admin, member.tenant_id, "agent.add", member.agent_id))
		return false;
	admin_say(admin, "id:        %s\nemail:     %s\nrole:      %s\n", member.agent_id,
		member.typed, option_value(&admin->options, "--role"));
	admin_say_address(admin, "console:   ", "/admin/sign-in", "");
	return true;
}

const struct option agent_password_options[] = {
	{"--email", "EMAIL", true, false, "The person's address"},
	{"--password-stdin", NULL, false, false,
		"Read the password from standard input; else one is made"},
	{0},
};

bool agent_note_everywhere(struct admin *admin, const char *user_id, const char *action)
{
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows,
		    "SELECT tenant_id, agent_id FROM control.memberships WHERE user_id = $1",
		    owner_text(user_id)))
		return false;
	for (size_t i = 0; i < rows.count; i++)
		if (!admin_note(admin, owner_cell(&rows, i, 0), action, owner_cell(&rows, i, 1)))
			return false;
	return true;
}

bool agent_set_password(struct admin *admin)
{
	const char *email, *hash = NULL;
	struct owner_rows rows;

	if (admin_check_email(admin->arena, option_value(&admin->options, "--email"), &email,
		    &admin->reason) ||
		OWNER_RUN(admin->db, &rows, "SELECT user_id FROM control.user_by_email($1)",
			owner_text(email)))
		return false;
	if (rows.count == 0)
		return admin_refuse(admin, "Nobody has the address %s.", email);
	if (!make_password(admin, &hash) ||
		OWNER_RUN(admin->db, NULL, "SELECT control.user_prove($1, $2)",
			owner_text(owner_cell(&rows, 0, 0)), owner_text(hash)) ||
		!agent_note_everywhere(admin, owner_cell(&rows, 0, 0), "agent.password"))
		return false;
	admin_say(admin, "The password of %s is changed, and every sign-in of theirs is ended.\n",
		email);
	return true;
}
