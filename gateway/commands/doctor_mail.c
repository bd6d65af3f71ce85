/* Whether the mail server would take mail: as the server itself asks, up to the point where a
 * sender would be named. */
#include "commands/doctor.h"

#include <string.h>
#include <uv.h>

#include "outside/mail_server.h"
#include "outside/outside.h"
#include "outside/smtp.h"

enum { PATIENCE_MS = 15000 };

struct trial {
	struct doctor *doctor;
	struct outside_mail mail;
	struct outside_mailing mailing;
	uv_loop_t *loop;
};

static void say_reply(struct outside_mailing *mailing, const struct outside_reply *reply)
{
	struct trial *trial = CONTAINER_OF(mailing, struct trial, mailing);
	const struct outside_mail_server *server = trial->mail.server;
	const char *place =
		arena_string(trial->doctor->arena, "%.*s:%u", TEXT_ARG(server->host), server->port);
	if (!reply->failure)
		doctor_say(trial->doctor, VERDICT_OK, "mail", "%s lets us in%s.", place,
			server->tls == OUTSIDE_NO_TLS ? ", without TLS" : "");
	else
		doctor_say(trial->doctor, VERDICT_FAIL, "mail", "%s, at %s: %s.%s%.*s", place,
			outside_smtp_step_name(reply->step), reply->failure,
			reply->words.size ? " It said: " : "", TEXT_ARG(reply->words));
	uv_stop(trial->loop);
}

static void try_server(struct doctor *doctor, struct env *env)
{
	const char *reason = NULL;
	struct outside *outside = outside_new(env, doctor->arena, &reason);
	if (!outside) {
		doctor_say(doctor, VERDICT_FAIL, "mail", "%s.", reason);
		return;
	}
	const struct mail_service *service = outside_mail_service(outside);
	struct trial trial = {.doctor = doctor,
		.mail = {.server = &service->server, .limit_ms = PATIENCE_MS},
		.mailing = {.mail = &trial.mail, .mailed = say_reply},
		.loop = env->loop};
	if (service->is_inbox) {
		doctor_say(doctor, VERDICT_WARN, "mail",
			"Nothing is sent: smtp_server is inbox, and the console shows what would "
			"have been.");
	} else if (service->is_set) {
		outside_mail_begin(outside, &trial.mailing);
		(void)uv_run(env->loop, UV_RUN_DEFAULT);
	} else {
		doctor_say(doctor, VERDICT_WARN, "mail",
			"No mail server: mail waits. Set smtp_server, or drop what waits.");
	}
	outside_free(&outside);
}

void doctor_look_at_mail(struct doctor *doctor)
{
	uv_loop_t loop;
	struct env env = {.loop = &loop, .settings = doctor->settings};
	outside_prepare();
	if (uv_loop_init(&loop) != 0) {
		doctor_say(doctor, VERDICT_FAIL, "mail", "The event loop cannot start.");
		return;
	}
	env.wheel = wheel_new(&loop);
	try_server(doctor, &env);
	wheel_free(&env.wheel);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
}
