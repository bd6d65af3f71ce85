/*
 * Where there is an inbox in place of a mail server: what a mail says is kept, sealed, for admins
 * to read in the console, and nothing is sent. For demos.
 */
#include "notify/notify.h"

#include "call/tenant.h"
#include "crypto/keyring.h"
#include "pg/db.h"
#include "sql_notify.h"

static struct seal_place place_of(struct uuid mail_id)
{
	return (struct seal_place){
		.table = TEXT("kept_mails"), .column = TEXT("content"), .row_id = mail_id};
}

struct text inbox_seal(struct call *call, struct text subject, struct text content)
{
	struct seal_place place = place_of(call->notify->mail_id);
	struct json_writer json;
	json_writer_init(&json, &call->arena);
	json_open_object(&json);
	json_put_name(&json, "subject");
	json_put_text(&json, subject);
	json_put_name(&json, "text");
	json_put_text(&json, content);
	json_close_object(&json);
	return tenant_seal(call->tenant->keys, &call->arena, &place, json_writer_text(&json));
}

/* --- GET /api/admin/mail/outgoing/{mailId}/content -------------------------------------------- */
static struct next opened(struct call *call, const struct sql_answer *answer)
{
	struct seal_place place = place_of(call_path_uuid(call, 0));
	struct text json;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	enum err err = tenant_seal_open(call->tenant->keys, &call->arena, &place,
		sql_mail_content_row(answer, 0).content, &json);
	return err == ERR_NONE ? call_answer(call, 200, json) : call_fail(call, err, NULL);
}

struct next mail_content(struct call *call)
{
	return sql_mail_content(call, opened, call_path_uuid(call, 0));
}
