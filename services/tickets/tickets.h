/*
 * The tickets service: what somebody wants until it is done. What its files share.
 *
 * What is said in a ticket is sealed under the ticket's own key; its subject and who asks are not.
 * What changes a ticket is one statement, which judges it, carries it out and notes it
 * (sql/tenant/functions/tickets/change.sql); consoles are told afterwards, and read it again.
 */
#ifndef FRONTDESK_TICKETS_H
#define FRONTDESK_TICKETS_H

#include "call/call.h"
#include "crypto/seal.h"
#include "tickets/ticket_input.h"

/* What a call keeps between its steps. */
struct tickets_work {
	struct uuid ticket_id, comment_id;
	struct ticket_input input; /* what was asked for */
	call_step said_then;       /* what follows once it is said */
	int made_status;           /* of a ticket that was made, or had been before */
	struct form_work *form;    /* of a form that was left */
};

/* The call's work, made on first use. */
struct tickets_work *tickets_work(struct call *call);
/* Who asks, as tickets name them; absent of a stranger. */
struct text ticket_author(struct call *call);
/* Where a comment stands, for its seal; who asks is its author. */
struct seal_place ticket_comment_place(struct call *call);

/* --- answer.c --------------------------------------------------------------------------------- */
/* Answers what a statement has made of a ticket: 'done' with `status`, and the consoles are told;
 * 'known' with 200; 'conflict' with the ticket as it is now; or why it was refused. */
struct next ticket_answer(
	struct call *call, struct text outcome, struct text ticket, struct text digest, int status);
struct next ticket_refuse(struct call *call, struct text outcome);

/* --- ticket_make.c, ticket_change.c: answer with a SupportTicket ----------------------------- */
struct next ticket_make(struct call *call);
struct next ticket_make_of_chat(struct call *call);
struct next ticket_change(struct call *call);
struct next ticket_get(struct call *call);

/* --- form.c ----------------------------------------------------------------------------------- */
struct next ticket_form(struct call *call);

/* --- ticket_list.c ---------------------------------------------------------------------------- */
struct next ticket_list(struct call *call);
struct next ticket_summary(struct call *call);

/* --- ticket_merge.c --------------------------------------------------------------------------- */
struct next ticket_merge(struct call *call);
struct next ticket_change_many(struct call *call);

/* --- desk.c ----------------------------------------------------------------------------------- */
struct next ticket_view_list(struct call *call);
struct next ticket_view_make(struct call *call);
struct next ticket_view_change(struct call *call);
struct next ticket_view_delete(struct call *call);
struct next ticket_field_list(struct call *call);
struct next ticket_field_make(struct call *call);
struct next ticket_field_change(struct call *call);
struct next ticket_field_delete(struct call *call);
struct next ticket_settings_get(struct call *call);
struct next ticket_settings_change(struct call *call);
struct next ticket_tag_list(struct call *call);
struct next conversation_get(struct call *call);

/* --- rules.c: jobs ---------------------------------------------------------------------------- */
struct next ticket_wake(struct call *call);
struct next ticket_tell_made(struct call *call);
struct next tickets_close(struct call *call);

/* --- comments.c ------------------------------------------------------------------------------- */
/* Says the work's content in the work's ticket, and sends it where it is for who asks; then runs
 * `then`. The call is answered where it cannot be said. */
struct next ticket_say(struct call *call, call_step then);
struct next ticket_comment_list(struct call *call);
struct next ticket_comment_add(struct call *call);
struct next ticket_history(struct call *call);

#endif
