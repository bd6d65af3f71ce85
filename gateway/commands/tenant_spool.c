/* Every record of the spool is opened, and PostgreSQL asked about those of the tenant: a record
 * stays in its segment when it is stored. */
#include "commands/tenant_spool.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "commands/admin_tenant.h"
#include "commands/tenant_section.h"
#include "loop/wheel.h"
#include "spool/survey.h"

struct kept {
	struct spool_survey_reader reader;
	struct uuid tenant_id;
	struct json_writer messages;
	size_t unreadable;
};

static void read_row(struct spool_survey_reader *reader, const struct spool_row *row)
{
	struct kept *kept = CONTAINER_OF(reader, struct kept, reader);

	if (!uuid_equals(row->tenant_id, kept->tenant_id))
		return;
	json_open_object(&kept->messages);
	json_put_name(&kept->messages, "session");
	json_put_uuid(&kept->messages, row->session_id);
	json_put_name(&kept->messages, "id");
	json_put_uuid(&kept->messages, row->id);
	json_close_object(&kept->messages);
}

static bool read_spool(struct admin *admin, struct kept *kept)
{
	struct keyring *keyring = NULL;
	struct vault keys = {NULL};
	struct spool_survey survey = {NULL};
	const char *path = admin->settings->spool;
	int error;

	if (!tenant_load_keyring(admin, &keyring))
		return false;
	if (!spool_keys_make(keyring, &keys)) {
		keyring_free(&keyring);
		return admin_refuse(admin, "There is no guarded memory for the spool's keys.");
	}
	error = spool_survey(admin->arena, path, &keys, &kept->reader, &survey);
	vault_free(&keys);
	keyring_free(&keyring);
	for (const struct spool_survey_folder *each = survey.folders; each; each = each->next)
		kept->unreadable += each->unreadable;
	return !error ||
	       admin_refuse(admin, "The spool %s cannot be read: %s.", path, strerror(error));
}

/* A dead letter, or what was said in a session that was erased, waits for nobody. */
static bool count_waiting(struct admin *admin, const struct migrate_target *target,
	struct text messages, const char **ret_count)
{
	const char *statement = arena_string(admin->arena,
		"SELECT count(DISTINCT k.id)\n"
		"FROM json_to_recordset($1::json) AS k (session uuid, id uuid)\n"
		"JOIN %s.chat_sessions s ON s.id = k.session\n"
		"WHERE NOT EXISTS (SELECT FROM %s.chat_messages m WHERE m.id = k.id)\n"
		"  AND NOT EXISTS (SELECT FROM control.dead_letters d\n"
		"    WHERE d.tenant_id = $2 AND d.message_id = k.id)",
		target->schema, target->schema);
	struct owner_rows rows;

	if (OWNER_RUN(admin->db, &rows, statement, owner_text(messages.data),
		    owner_text(target->tenant_id)))
		return tenant_failed(admin);
	*ret_count = owner_cell(&rows, 0, 0);
	return true;
}

bool tenant_spool_check(struct admin *admin, const struct migrate_target *target)
{
	const char *path = admin->settings->spool, *count = "";
	struct kept kept = {.reader = {read_row}, .tenant_id = tenant_uuid(target->tenant_id)};

	if (!*path)
		return true;
	if (access(path, F_OK) != 0)
		return errno == ENOENT || admin_refuse(admin, "The spool %s cannot be read: %s.",
						  path, strerror(errno));
	json_writer_init(&kept.messages, admin->arena);
	json_open_array(&kept.messages);
	if (!read_spool(admin, &kept))
		return false;
	json_close_array(&kept.messages);
	if (!count_waiting(admin, target,
		    arena_copy(admin->arena, json_writer_text(&kept.messages)), &count))
		return false;
	if (strcmp(count, "0") != 0)
		return admin_refuse(admin,
			"%s messages of this tenant are kept in the spool %s, and not stored: "
			"resume it, so that the server stores them (where none runs: "
			"`frontdesk spool drain`).",
			count, path);
	return kept.unreadable == 0 ||
	       admin_refuse(admin,
		       "%zu segments of the spool %s cannot be read, and may hold messages of this "
		       "tenant: `frontdesk spool verify` says more.",
		       kept.unreadable, path);
}
