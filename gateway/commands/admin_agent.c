/*
 * frontdesk agent: list, disable, enable, role, limit. Whatever takes a right away also ends the
 * sign-ins; a running server closes their sockets within 5 s.
 */
#include "commands/admin_agent.h"

#include <string.h>

#include "commands/admin_check.h"
#include "commands/admin_tenant.h"
#include "pg/migrate.h"
#include "pg/own_names.h"

bool agent_read_member(struct admin *admin, struct member *ret_member)
{
	struct owner_rows rows;

	ret_member->typed = option_value(&admin->options, "--email");
	if (admin_check_email(
		    admin->arena, ret_member->typed, &ret_member->email, &admin->reason) ||
		!admin_find_tenant(
			admin, option_value(&admin->options, "--tenant"), &ret_member->tenant_id) ||
		OWNER_RUN(admin->db, &rows,
			"SELECT u.id, m.agent_id, u.proven_at IS NOT NULL FROM public.users u\n"
			"LEFT JOIN control.memberships m ON m.user_id = u.id AND m.tenant_id = $2\n"
			"WHERE u.email = $1",
			owner_text(ret_member->email), owner_text(ret_member->tenant_id)))
		return false;
	ret_member->schema = admin_schema(admin, ret_member->tenant_id);
	if (rows.count > 0) {
		ret_member->user_id = owner_cell(&rows, 0, 0);
		ret_member->agent_id = owner_cell(&rows, 0, 1);
		ret_member->is_proven = owner_cell_is_true(&rows, 0, 2);
	}
	return true;
}

static bool require_member(struct admin *admin, struct member *ret_member)
{
	if (!agent_read_member(admin, ret_member))
		return false;
	if (ret_member->agent_id)
		return true;
	return admin_refuse(admin,
		"%s does not work for this tenant: `frontdesk agent list --tenant %s`.",
		ret_member->email, ret_member->tenant_id);
}

static const struct option tenant_options[] = {
	{"--tenant", "ID", true, false, "The tenant"},
	{0},
};

/* Its functions bear the names that this program knows once it has been brought up. */
static bool is_brought_up(struct admin *admin, const char *id)
{
	const struct migrate_target target = migrate_target_tenant(tenant_uuid(id), id);

	return admin_check_schema(admin, &target);
}

static bool list(struct admin *admin)
{
	struct owner_rows rows;
	const char *id, *schema, *statement;

	if (!admin_find_tenant(admin, option_value(&admin->options, "--tenant"), &id) ||
		!is_brought_up(admin, id))
		return false;
	schema = admin_schema(admin, id);
	statement = arena_string(admin->arena,
		"SELECT a.email, m.role, a.name,\n"
		"  CASE WHEN m.is_active THEN %s.agent_status_%s(a) ELSE 'disabled' END\n"
		"FROM control.memberships m JOIN %s.support_agents a ON a.id = m.agent_id\n"
		"WHERE m.tenant_id = $1 ORDER BY a.email",
		schema, own_digits(schema), schema);
	if (OWNER_RUN(admin->db, &rows, statement, owner_text(id)))
		return false;
	if (rows.count == 0)
		admin_say(admin, "Nobody works for this tenant yet: `frontdesk agent add`.\n");
	else
		admin_say(admin, "%-32s  %-10s  %-8s  %s\n", "EMAIL", "ROLE", "STATUS", "NAME");
	for (size_t i = 0; i < rows.count; i++)
		admin_say(admin, "%-32s  %-10s  %-8s  %s\n", owner_cell(&rows, i, 0),
			owner_cell(&rows, i, 1), owner_cell(&rows, i, 3), owner_cell(&rows, i, 2));
	return true;
}

static bool end_sign_ins(struct admin *admin, const struct member *member)
{
	return OWNER_RUN(admin->db, NULL,
		       "DELETE FROM control.sign_ins WHERE user_id = $1 AND tenant_id = $2",
		       owner_text(member->user_id), owner_text(member->tenant_id)) == ERR_NONE;
}

static const struct option member_options[] = {
	{"--tenant", "ID", true, false, "The tenant"},
	{"--email", "EMAIL", true, false, "The person's address"},
	{0},
};

static bool set_active(struct admin *admin, const struct member *member, const char *is_active)
{
	const char *statement = arena_string(admin->arena,
		"UPDATE %s.support_agents\n"
		"SET is_active = $2, status = 'offline', status_at = now() WHERE id = $1",
		member->schema);

	return OWNER_RUN(admin->db, NULL, statement, owner_text(member->agent_id),
		       owner_text(is_active)) == ERR_NONE &&
	       OWNER_RUN(admin->db, NULL,
		       "UPDATE control.memberships SET is_active = $2 WHERE agent_id = $1",
		       owner_text(member->agent_id), owner_text(is_active)) == ERR_NONE;
}

static bool say_open_chats(struct admin *admin, const struct member *member)
{
	const char *statement = arena_string(admin->arena,
		"SELECT count(*) FROM %s.chat_sessions\n"
		"WHERE assigned_agent_id = $1 AND status = 'active'",
		member->schema);
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows, statement, owner_text(member->agent_id)))
		return false;
	if (strcmp(owner_cell(&rows, 0, 0), "0") != 0)
		admin_say(admin,
			"Open chats of theirs: %s. A supervisor can hand them over in the "
			"console.\n",
			owner_cell(&rows, 0, 0));
	return true;
}

static bool disable(struct admin *admin)
{
	struct member member = {0};

	if (!require_member(admin, &member) || !set_active(admin, &member, "false") ||
		!end_sign_ins(admin, &member) ||
		!admin_note(admin, member.tenant_id, "agent.disable", member.agent_id))
		return false;
	admin_say(admin, "%s can no longer sign in to this tenant.\n", member.email);
	return say_open_chats(admin, &member);
}

static bool enable(struct admin *admin)
{
	struct member member = {0};

	if (!require_member(admin, &member) || !set_active(admin, &member, "true") ||
		!admin_note(admin, member.tenant_id, "agent.enable", member.agent_id))
		return false;
	admin_say(admin, "%s can sign in to this tenant.\n", member.email);
	return true;
}

static const struct option role_options[] = {
	{"--tenant", "ID", true, false, "The tenant"},
	{"--email", "EMAIL", true, false, "The person's address"},
	{"--role", "ROLE", true, false, "agent, supervisor or admin"},
	{0},
};

static bool set_role(struct admin *admin)
{
	const char *role = option_value(&admin->options, "--role"), *statement;
	struct member member = {0};

	if (admin_check_role(admin->arena, role, &admin->reason) || !require_member(admin, &member))
		return false;
	statement = arena_string(admin->arena,
		"UPDATE %s.support_agents SET role = $2 WHERE id = $1", member.schema);
	if (OWNER_RUN(admin->db, NULL, statement, owner_text(member.agent_id), owner_text(role)) ||
		OWNER_RUN(admin->db, NULL,
			"UPDATE control.memberships SET role = $2 WHERE agent_id = $1",
			owner_text(member.agent_id), owner_text(role)) ||
		!end_sign_ins(admin, &member) ||
		!admin_note(admin, member.tenant_id, "agent.role", member.agent_id))
		return false;
	admin_say(admin, "%s is %s now, and signs in anew.\n", member.email, role);
	return true;
}

static const struct option limit_options[] = {
	{"--tenant", "ID", true, false, "The tenant"},
	{"--email", "EMAIL", true, false, "The person's address"},
	{"--max-chats", "NUMBER", true, false, "How many chats they may have at once: 1 to 100"},
	{0},
};

static bool set_limit(struct admin *admin)
{
	const char *most = option_value(&admin->options, "--max-chats"), *statement;
	struct member member = {0};

	if (admin_check_max_chats(admin->arena, most, &admin->reason) ||
		!require_member(admin, &member))
		return false;
	statement = arena_string(admin->arena,
		"UPDATE %s.support_agents SET max_chats = $2::integer WHERE id = $1",
		member.schema);
	if (OWNER_RUN(admin->db, NULL, statement, owner_text(member.agent_id), owner_text(most)) ||
		!admin_note(admin, member.tenant_id, "agent.limit", member.agent_id))
		return false;
	admin_say(admin, "%s may have %s chats at once; those they have stay theirs.\n",
		member.email, most);
	return true;
}

static const struct admin_command commands[] = {
	{"add", NULL, agent_add_options, agent_add, "Let somebody work for a tenant."},
	{"list", NULL, tenant_options, list, "List who works for a tenant."},
	{"passwd", NULL, agent_password_options, agent_set_password,
		"Give somebody a new password, for all their tenants, and end their sign-ins."},
	{"reset-second-factor", NULL, agent_factor_options, agent_reset_factor,
		"Let somebody who lost their second factor sign in without, and end their "
		"sign-ins."},
	{"disable", NULL, member_options, disable, "Take somebody's access to a tenant away."},
	{"enable", NULL, member_options, enable, "Give it back."},
	{"role", NULL, role_options, set_role, "Change somebody's role at a tenant."},
	{"limit", NULL, limit_options, set_limit,
		"Change how many chats somebody may have at once."},
	{0},
};

int command_agent(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	return admin_run(commands, arena, settings, argc, argv);
}
