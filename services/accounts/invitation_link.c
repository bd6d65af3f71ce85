/*
 * The link of an invitation: its token is stored as a hash alone. Where a mail bears it, it waits
 * with the mail's other values, sealed, and is gone once that was sent.
 */
#include "accounts/invitation.h"

#include "accounts/accounts.h"
#include "accounts/link.h"
#include "mails.h"
#include "sql_accounts.h"

struct text invitation_link(struct call *call)
{
	return link_of(call, INVITATION_PATH);
}

static struct next author_read(struct call *call, const struct sql_answer *answer)
{
	struct accounts_work *work = call->accounts;
	struct json_writer values;
	if (answer->err != ERR_NONE)
		return call_fail(call, answer->err, NULL);
	json_writer_init(&values, &call->arena);
	json_open_object(&values);
	json_put_name(&values, "author");
	json_put_text(&values, sql_invitation_author_row(answer, 0).author);
	json_put_name(&values, "link");
	json_put_text(&values, invitation_link(call));
	json_close_object(&values);
	work->mail_parameters = mail_seal(call, work->mail_id, json_writer_text(&values));
	return work->then(call);
}

struct next invitation_link_make(struct call *call, call_step then)
{
	struct accounts_work *work = accounts_work(call);
	if (!link_make(call, INVITATION_PURPOSE))
		return call_fail(call, ERR_INTERNAL, NULL);
	work->mail_id = uuid_random();
	work->mail_parameters = TEXT_ABSENT;
	work->then = then;
	if (!link_can_be_mailed(call))
		return then(call);
	return sql_invitation_author(call, author_read, call->who.agent_id);
}
