/* Pictures and the program that makes them anew, which scripts stand for here: one that answers,
 * and such as die, hang, lie or say nothing. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "pictures/pictures.h"

static const char gif[] = "GIF89a\x05\0\x06\0";

enum { ASKED_MOST = PICTURES_WAITING_MOST + 2, PATIENCE_MS = 60000, SHORT_MS = 200 };

static struct {
	uv_loop_t loop;
	struct env env;
	struct pictures *pictures;
	char folder[64], program[80];
	size_t answered;
	uint64_t began_ms;
} stage;

static struct ask {
	struct picture_asking asking;
	bool is_answered;
	size_t turn; /* it was answered as the so-manieth */
	enum picture_outcome outcome;
	uint32_t width;
	size_t size;
} asks[ASKED_MOST];

/* --- the stage -------------------------------------------------------------------------------- */
static int begin(void **state)
{
	memset(&stage, 0, sizeof(stage));
	memset(asks, 0, sizeof(asks));
	assert_int_equal(uv_loop_init(&stage.loop), 0);
	stage.env.loop = &stage.loop;
	stage.env.log = log_new(LOG_ERROR + 1);
	stage.env.metrics = metrics_new();
	stage.env.wheel = wheel_new(&stage.loop);
	(void)strcpy(stage.folder, "/tmp/frontdesk-pictures-XXXXXX");
	assert_non_null(mkdtemp(stage.folder));
	(void)snprintf(stage.program, sizeof(stage.program), "%s/program", stage.folder);
	return 0;
}

static int end(void **state)
{
	char answer[80];
	pictures_free(&stage.pictures);
	wheel_free(&stage.env.wheel);
	(void)uv_run(&stage.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&stage.loop), 0);
	metrics_free(&stage.env.metrics);
	log_free(&stage.env.log);
	(void)snprintf(answer, sizeof(answer), "%s/answer", stage.folder);
	(void)unlink(answer);
	(void)unlink(stage.program);
	(void)rmdir(stage.folder);
	return 0;
}

#define pictures_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

static void write_file(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* The program does this, in the folder. A request is 22 bytes, and nothing ends it. */
static void use_script(const char *lines, uint32_t limit_ms)
{
	char script[500];
	int size = snprintf(
		script, sizeof(script), "#!/bin/sh\ncd %s || exit 9\n%s\n", stage.folder, lines);
	write_file(stage.program, script, (size_t)size);
	assert_int_equal(chmod(stage.program, 0700), 0);
	stage.pictures = pictures_new_at(&stage.env, stage.program, limit_ms);
}

/* What `cat answer` says, and so many bytes behind it. */
static void prepare_answer(size_t more)
{
	char path[80];
	char said[PICTURE_ANSWER_HEAD + sizeof(gif) + 8] = {0};
	const struct picture picture = {{PICTURE_GIF, 5, 6}, 1, {gif, sizeof(gif) - 1}};
	picture_answer_write(PICTURE_CLEAN, &picture, (uint8_t *)said);
	memcpy(said + PICTURE_ANSWER_HEAD, gif, sizeof(gif) - 1);
	(void)snprintf(path, sizeof(path), "%s/answer", stage.folder);
	write_file(path, said, PICTURE_ANSWER_HEAD + sizeof(gif) - 1 + more);
}

static void note_answer(
	struct picture_asking *asking, enum picture_outcome outcome, const struct picture *picture)
{
	struct ask *ask = CONTAINER_OF(asking, struct ask, asking);
	assert_false(ask->is_answered);
	assert_int_equal(picture != NULL, outcome == PICTURE_MADE);
	ask->is_answered = true;
	ask->turn = ++stage.answered;
	ask->outcome = outcome;
	ask->width = picture ? picture->head.width : 0;
	ask->size = picture ? picture->bytes.size : 0;
}

static struct ask *ask_of(size_t index, struct text bytes)
{
	struct ask *ask = &asks[index];
	ask->asking = (struct picture_asking){.bytes = bytes, .asked = note_answer};
	pictures_begin(stage.pictures, &ask->asking);
	assert_false(ask->is_answered);
	return ask;
}

static struct ask *ask_gif(size_t index)
{
	return ask_of(index, (struct text){gif, sizeof(gif) - 1});
}

static void await(size_t answered)
{
	uint64_t began_ms = uv_now(&stage.loop);
	while (stage.answered < answered) {
		(void)uv_run(&stage.loop, UV_RUN_ONCE);
		assert_true(uv_now(&stage.loop) - began_ms < PATIENCE_MS);
	}
}

static enum picture_outcome outcome_with(const char *lines, uint32_t limit_ms)
{
	use_script(lines, limit_ms);
	struct ask *ask = ask_gif(0);
	await(1);
	return ask->outcome;
}

/* --- what comes of it ------------------------------------------------------------------------- */
static void what_the_program_makes_is_given(void **state)
{
	prepare_answer(0);
	assert_int_equal(
		outcome_with("head -c 22 >/dev/null; cat answer", PATIENCE_MS), PICTURE_MADE);
	assert_int_equal(asks[0].width, 5);
	assert_int_equal(asks[0].size, sizeof(gif) - 1);
}

static void nothing_of_ours_goes_with_it(void **state)
{
	prepare_answer(0);
	assert_int_equal(
		outcome_with("head -c 22 >/dev/null\n[ -z \"$HOME$USER$PWNED\" ] || exit 1\n"
			     "[ ! -e /proc/self/fd/4 ] && cat answer",
			PATIENCE_MS),
		PICTURE_MADE);
}

static void one_that_dies_is_a_refusal(void **state)
{
	assert_int_equal(outcome_with("kill -SEGV $$", PATIENCE_MS), PICTURE_REFUSED);
}

static void one_that_fails_is_a_refusal_whatever_it_said(void **state)
{
	prepare_answer(0);
	assert_int_equal(outcome_with("head -c 22 >/dev/null; cat answer; exit 1", PATIENCE_MS),
		PICTURE_REFUSED);
}

static void one_that_says_nothing_is_a_refusal(void **state)
{
	assert_int_equal(outcome_with("exit 0", PATIENCE_MS), PICTURE_REFUSED);
}

static void one_that_says_a_byte_too_much_is_a_refusal(void **state)
{
	prepare_answer(1);
	assert_int_equal(
		outcome_with("head -c 22 >/dev/null; cat answer", PATIENCE_MS), PICTURE_REFUSED);
}

static void one_that_talks_without_end_is_a_refusal(void **state)
{
	assert_int_equal(outcome_with("exec cat /dev/zero", PATIENCE_MS), PICTURE_REFUSED);
}

static void one_that_hangs_is_killed_at_its_limit(void **state)
{
	assert_int_equal(outcome_with("exec tail -f /dev/null", SHORT_MS), PICTURE_REFUSED);
}

static void one_that_hangs_with_its_end_closed_is_killed_too(void **state)
{
	assert_int_equal(outcome_with("exec tail -f /dev/null >&2", SHORT_MS), PICTURE_REFUSED);
}

static void without_the_program_it_is_put_off(void **state)
{
	stage.pictures = pictures_new_at(&stage.env, "/nonexistent/program", PATIENCE_MS);
	struct ask *first = ask_gif(0);
	struct ask *second = ask_gif(1);
	await(2);
	assert_int_equal(first->outcome, PICTURE_PUT_OFF);
	assert_int_equal(second->outcome, PICTURE_PUT_OFF);
}

static void what_is_no_picture_starts_nothing(void **state)
{
	static const char flood[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\x02";
	stage.pictures = pictures_new_at(&stage.env, "/nonexistent/program", PATIENCE_MS);
	struct ask *svg = ask_of(0, TEXT("<svg xmlns='http://www.w3.org/2000/svg'/>"));
	struct ask *png = ask_of(1, (struct text){flood, sizeof(flood) - 1});
	await(2);
	assert_int_equal(svg->outcome, PICTURE_REFUSED);
	assert_int_equal(png->outcome, PICTURE_REFUSED);
}

/* --- several ---------------------------------------------------------------------------------- */
static void after_a_death_the_next_has_its_turn(void **state)
{
	prepare_answer(0);
	use_script("head -c 22 >/dev/null; mkdir once 2>/dev/null && kill -SEGV $$\nrmdir once; "
		   "cat answer",
		PATIENCE_MS);
	struct ask *first = ask_gif(0);
	struct ask *second = ask_gif(1);
	await(2);
	assert_int_equal(first->outcome, PICTURE_REFUSED);
	assert_int_equal(second->outcome, PICTURE_MADE);
	assert_true(first->turn < second->turn);
}

static void one_is_made_at_a_time_and_only_so_many_wait(void **state)
{
	prepare_answer(0);
	use_script("head -c 22 >/dev/null; mkdir alone || exit 1; cat answer; rmdir alone",
		PATIENCE_MS);
	(void)ask_gif(0);
	while (stage.answered == 0) /* it has a process, and the queue is empty */
		(void)uv_run(&stage.loop, UV_RUN_ONCE);
	for (size_t i = 1; i <= PICTURES_WAITING_MOST; i++)
		(void)ask_gif(i);
	struct ask *last = ask_gif(PICTURES_WAITING_MOST + 1);
	await(ASKED_MOST);
	assert_int_equal(last->outcome, PICTURE_PUT_OFF);
	for (size_t i = 0; i <= PICTURES_WAITING_MOST; i++)
		assert_int_equal(asks[i].outcome, PICTURE_MADE);
}

static void who_is_closed_meanwhile_is_told_nothing(void **state)
{
	use_script("exec tail -f /dev/null", PATIENCE_MS);
	(void)ask_gif(0);
	(void)ask_gif(1);
	for (int i = 0; i < 3; i++)
		(void)uv_run(&stage.loop, UV_RUN_ONCE);
	pictures_free(&stage.pictures);
	assert_int_equal(stage.answered, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		pictures_test(what_the_program_makes_is_given),
		pictures_test(nothing_of_ours_goes_with_it),
		pictures_test(one_that_dies_is_a_refusal),
		pictures_test(one_that_fails_is_a_refusal_whatever_it_said),
		pictures_test(one_that_says_nothing_is_a_refusal),
		pictures_test(one_that_says_a_byte_too_much_is_a_refusal),
		pictures_test(one_that_talks_without_end_is_a_refusal),
		pictures_test(one_that_hangs_is_killed_at_its_limit),
		pictures_test(one_that_hangs_with_its_end_closed_is_killed_too),
		pictures_test(without_the_program_it_is_put_off),
		pictures_test(what_is_no_picture_starts_nothing),
		pictures_test(after_a_death_the_next_has_its_turn),
		pictures_test(one_is_made_at_a_time_and_only_so_many_wait),
		pictures_test(who_is_closed_meanwhile_is_told_nothing),
	};
	(void)signal(SIGPIPE, SIG_IGN); /* as the worker has it */
	(void)setenv("PWNED", "a secret", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
