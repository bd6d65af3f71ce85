/* What was written is a member more. */
#include "survey_json.h"

#include "call/tenant.h"
#include "crypto/keyring.h"
#include "survey_link.h"

struct text survey_json(
	struct call *call, struct uuid survey_id, struct text head, struct text feedback)
{
	struct seal_place place = survey_feedback_place(survey_id);
	struct text plain;
	struct json_writer writer;
	if (text_is_absent(feedback))
		return arena_copy(&call->arena, head);
	json_writer_init(&writer, &call->arena);
	json_put_raw(&writer, (struct text){head.data, head.size - 1});
	writer.needs_comma = true;
	if (tenant_seal_open(call->tenant->keys, &call->arena, &place, feedback, &plain) ==
		ERR_NONE) {
		json_put_name(&writer, "feedback");
		json_put_text(&writer, plain);
	} else {
		json_put_name(&writer, "unreadable");
		json_put_bool(&writer, true);
	}
	json_close_object(&writer);
	return json_writer_text(&writer);
}
