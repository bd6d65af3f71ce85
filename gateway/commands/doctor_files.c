/* Whether files can be taken: the place where they lie, and the scanner, which is asked as the
 * server asks it. */
#include "commands/doctor.h"

#include <time.h>
#include <uv.h>

#include "outside/outside.h"
#include "scan/scan.h"
#include "store/folder.h"
#include "store/s3.h"

enum { HOUR_S = 3600 };

struct trial {
	struct scan_look look;
	struct doctor *doctor;
};

static void look_at_service(struct doctor *doctor)
{
	static const char *const unlike = "It does not give back what was written";
	const char *reason = NULL;
	struct s3_fault fault = {""};
	struct s3 *s3 = s3_new(doctor->settings, doctor->arena, &reason);
	outside_prepare();
	if (!s3)
		doctor_say(doctor, VERDICT_FAIL, "files", "%s.", reason);
	else if (s3_try(s3, &fault) != ERR_NONE)
		doctor_say(doctor, VERDICT_FAIL, "files", "%s: %s.", doctor->settings->files,
			*fault.words ? fault.words : unlike);
	else
		doctor_say(doctor, VERDICT_OK, "files", "%s writes, reads and drops.",
			doctor->settings->files);
	s3_free(&s3);
}

static void look_at_folder(struct doctor *doctor)
{
	const char *folder = doctor->settings->files, *reason = NULL;
	if (folder_check(folder, &reason) != ERR_NONE)
		doctor_say(doctor, VERDICT_FAIL, "files", "%s: %s.", folder, reason);
	else
		doctor_say(doctor, VERDICT_OK, "files", "%s is ours to write to.", folder);
}

/* Says whether there is one that is set. */
static bool look_at_place(struct doctor *doctor)
{
	if (!*doctor->settings->files)
		doctor_say(doctor, VERDICT_WARN, "files",
			"No folder: files cannot be sent. Set files, and clamd.");
	else if (s3_is_named(doctor->settings))
		look_at_service(doctor);
	else
		look_at_folder(doctor);
	return *doctor->settings->files;
}

/* --- the scanner ------------------------------------------------------------------------------ */
static void say_state(struct doctor *doctor, const struct scan_look *look)
{
	enum scan_state state = scan_judge(doctor->settings, look);
	long long hours = ((long long)time(NULL) - look->version.made_s) / HOUR_S;
	long long number = look->version.signatures;
	if (state == SCAN_AWAY)
		doctor_say(doctor, VERDICT_FAIL, "scanner",
			"clamd does not answer as it should: no files are taken.");
	else if (state == SCAN_BLIND)
		doctor_say(doctor, VERDICT_FAIL, "scanner",
			"clamd does not find the test file of EICAR: has it any signatures?");
	else if (number == 0)
		doctor_say(doctor, state == SCAN_READY ? VERDICT_WARN : VERDICT_FAIL, "scanner",
			"clamd does not say how old its signatures are: run freshclam.");
	else
		doctor_say(doctor, state == SCAN_READY ? VERDICT_OK : VERDICT_FAIL, "scanner",
			"clamd looks for signatures %lld, %lld hours old%s.", number, hours,
			state == SCAN_READY ? "" : ": run freshclam");
}

static void looked(struct scan_look *look)
{
	struct trial *trial = CONTAINER_OF(look, struct trial, look);
	say_state(trial->doctor, look);
	uv_stop(look->env->loop);
}

static void look_at_scanner(struct doctor *doctor, const struct env *env)
{
	struct scan_address address;
	struct trial trial = {.doctor = doctor, .look.looked = looked};
	if (!*doctor->settings->clamd) {
		doctor_say(doctor, VERDICT_WARN, "scanner",
			"No scanner for malware: files cannot be sent. Set clamd.");
	} else if (!scan_address_read(doctor->settings->clamd, &address)) {
		doctor_say(
			doctor, VERDICT_FAIL, "scanner", "clamd must be unix:/path or host:port.");
	} else {
		scan_look_begin(env, &address, &trial.look);
		(void)uv_run(env->loop, UV_RUN_DEFAULT);
		scan_look_stop(&trial.look);
	}
}

void doctor_look_at_files(struct doctor *doctor)
{
	uv_loop_t loop;
	struct env env = {.loop = &loop, .settings = doctor->settings};
	if (!look_at_place(doctor) && !*doctor->settings->clamd)
		return;
	if (uv_loop_init(&loop) != 0) {
		doctor_say(doctor, VERDICT_FAIL, "scanner", "The event loop cannot start.");
		return;
	}
	env.wheel = wheel_new(&loop);
	look_at_scanner(doctor, &env);
	wheel_free(&env.wheel);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	(void)uv_loop_close(&loop);
}
