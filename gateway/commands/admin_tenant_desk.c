/* frontdesk tenant set and show: what a tenant's desk allows itself, each a column of
 * chat_settings. */
#include "commands/admin_tenant.h"

#include <string.h>

static const struct {
	const char *option, *column;
	uint64_t most; /* as the column's CHECK has it; the least is 1 */
	const char *label, *unit;
} limits[] = {
	{"--away-minutes", "away_minutes", 525600,
		"away:", "min, then a waiting chat ends whose visitor is away"},
	{"--silent-minutes", "silent_minutes", 525600,
		"silent:", "min, then an active chat ends in which nobody writes"},
	{"--waiting-most", "waiting_most", 100000,
		"waiting:", "at most, then nobody can start another chat"},
};
enum { DESK_LIMITS = sizeof(limits) / sizeof(*limits) };

static bool is_allowed(const char *typed, uint64_t most)
{
	uint64_t value;

	return strcmp(typed, "off") == 0 ||
	       (text_to_uint64(text_from(typed), &value) && value >= 1 && value <= most);
}

bool tenant_desk_check(struct admin *admin, bool *ret_is_given)
{
	bool is_given = false;

	for (size_t i = 0; i < DESK_LIMITS; i++) {
		const char *typed = option_value(&admin->options, limits[i].option);

		if (typed && !is_allowed(typed, limits[i].most))
			return admin_refuse(admin, "%s takes a number from 1 to %llu, or off.",
				limits[i].option, (unsigned long long)limits[i].most);
		is_given |= typed != NULL;
	}
	*ret_is_given = is_given;
	return true;
}

bool tenant_desk_set(struct admin *admin, const char *tenant_id)
{
	for (size_t i = 0; i < DESK_LIMITS; i++) {
		const char *typed = option_value(&admin->options, limits[i].option);
		const char *statement = arena_string(admin->arena,
			"UPDATE %s.chat_settings SET %s = nullif($1, 'off')::integer,\n"
			"  updated_at = now()",
			admin_schema(admin, tenant_id), limits[i].column);

		if (typed && OWNER_RUN(admin->db, NULL, statement, owner_text(typed)))
			return false;
	}
	return true;
}

bool tenant_desk_say(struct admin *admin, const char *tenant_id)
{
	struct owner_rows rows;

	for (size_t i = 0; i < DESK_LIMITS; i++) {
		const char *statement = arena_string(admin->arena,
			"SELECT coalesce(%s || ' ' || $1, 'off') FROM %s.chat_settings",
			limits[i].column, admin_schema(admin, tenant_id));

		if (OWNER_RUN(admin->db, &rows, statement, owner_text(limits[i].unit)))
			return false;
		admin_say(admin, "%-10s %s\n", limits[i].label, owner_cell(&rows, 0, 0));
	}
	return true;
}
