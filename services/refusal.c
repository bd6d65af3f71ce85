/* An outcome that no table has is a fault of ours. */
#include "refusal.h"

#include "base/json.h"

struct next refuse_outcome(struct call *call, const struct refusal *refusals, struct text outcome)
{
	for (const struct refusal *refusal = refusals; refusal->outcome; refusal++)
		if (text_equals(outcome, text_from(refusal->outcome)))
			return call_fail(call, refusal->err, refusal->detail);
	return call_fail(call, ERR_INTERNAL, NULL);
}

struct next refuse_conflict(
	struct call *call, const char *detail, const char *member, struct text value)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "type");
	json_put_text(&writer, TEXT("urn:frontdesk:problem:conflict"));
	json_put_name(&writer, "title");
	json_put_text(&writer, text_from(err_title(ERR_CONFLICT)));
	json_put_name(&writer, "status");
	json_put_int64(&writer, err_status(ERR_CONFLICT));
	json_put_name(&writer, "code");
	json_put_text(&writer, text_from(err_code(ERR_CONFLICT)));
	json_put_name(&writer, "detail");
	json_put_text(&writer, text_from(detail));
	json_put_name(&writer, member);
	json_put_raw(&writer, value);
	json_close_object(&writer);
	call_add_header(call, "Content-Type", TEXT("application/problem+json"));
	return call_answer(call, err_status(ERR_CONFLICT), json_writer_text(&writer));
}
