/* frontdesk tenant set and show: how a tenant's widget looks, columns of chat_widget_config. */
#include "commands/admin_tenant.h"

#include <string.h>

/* As the column's CHECK has them. */
static const struct {
	const char *scheme, *meaning;
} schemes[] = {
	{"page", "as the page is, and follows it"},
	{"light", "always"},
	{"dark", "always"},
};
enum { SCHEMES = sizeof schemes / sizeof *schemes };

static const char *meaning_of(const char *scheme)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (strcmp(scheme, schemes[i].scheme) == 0)
			return schemes[i].meaning;
	return NULL;
}

bool tenant_widget_check(struct admin *admin, bool *ret_is_given)
{
	const char *typed = option_value(&admin->options, "--color-scheme");

	*ret_is_given = typed != NULL;
	return !typed || meaning_of(typed) ||
	       admin_refuse(admin, "--color-scheme takes page, light or dark, not %s.", typed);
}

bool tenant_widget_set(struct admin *admin, const char *tenant_id)
{
	const char *typed = option_value(&admin->options, "--color-scheme");
	const char *statement = arena_string(admin->arena,
		"UPDATE %s.chat_widget_config SET color_scheme = $1, updated_at = now()",
		admin_schema(admin, tenant_id));

	return !typed || OWNER_RUN(admin->db, NULL, statement, owner_text(typed)) == ERR_NONE;
}

/* A schema that has not been brought up yet may lack the column. */
bool tenant_widget_say(struct admin *admin, const char *tenant_id)
{
	const char *statement = arena_string(admin->arena,
		"SELECT coalesce(to_jsonb(c) ->> 'color_scheme', 'page')\n"
		"FROM %s.chat_widget_config c",
		admin_schema(admin, tenant_id));
	struct owner_rows rows;
	const char *scheme;

	if (owner_db_run(admin->db, &rows, statement, NULL, 0))
		return false;
	scheme = owner_cell(&rows, 0, 0);
	admin_say(admin, "colours:   %s, %s\n", scheme, meaning_of(scheme));
	return true;
}
