/* frontdesk agent reset-second-factor: for who has lost their telephone, and the recovery codes. */
#include "commands/admin_agent.h"

#include "commands/admin_check.h"

const struct option agent_factor_options[] = {
	{"--email", "EMAIL", true, false, "The person's address"},
	{0},
};

bool agent_reset_factor(struct admin *admin)
{
	const char *email;
	struct owner_rows rows;

	if (admin_check_email(admin->arena, option_value(&admin->options, "--email"), &email,
		    &admin->reason) ||
		OWNER_RUN(admin->db, &rows,
			"DELETE FROM control.second_factors f USING public.users u\n"
			"WHERE u.email = $1 AND f.user_id = u.id RETURNING u.id",
			owner_text(email)))
		return false;
	if (rows.count == 0)
		return admin_refuse(
			admin, "Nobody with the address %s has a second factor.", email);
	if (OWNER_RUN(admin->db, NULL, "SELECT control.sign_ins_end($1)",
		    owner_text(owner_cell(&rows, 0, 0))) ||
		!agent_note_everywhere(admin, owner_cell(&rows, 0, 0), "agent.second_factor_reset"))
		return false;
	admin_say(admin,
		"%s signs in by password alone, until they set a second factor up again. Every "
		"sign-in of theirs is ended.\n",
		email);
	return true;
}
