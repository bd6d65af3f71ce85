/* The log: lines are whole, one kind's flood is counted, and who does not read holds nobody up. */
#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/last_words.h"
#include "base/log_line.h"
#include "base/log_output.h"
#include "base/log_repeats.h"
#include "base/log_ring.h"
#include "metrics_alone.h"

enum {
	STUCK_S = 60,
	FEW = 20,
	MANY = 3000,
	SEEN_SIZE = 1024 * 1024,
	SMALL_PIPE = 4096 /* holds the few */
};

/* --- standard error is a pipe ---------------------------------------------------------------- */
static struct {
	int own, reader;
	size_t size;
	char seen[SEEN_SIZE];
} heard;

static int begin_to_hear(void **state)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(fcntl(ends[1], F_SETPIPE_SZ, SMALL_PIPE) >= SMALL_PIPE);
	heard.own = dup(STDERR_FILENO);
	heard.reader = ends[0];
	heard.size = 0;
	heard.seen[0] = '\0';
	assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	(void)close(ends[1]);
	(void)alarm(STUCK_S); /* what blocks ends the test */
	return 0;
}

static int hear_no_more(void **state)
{
	(void)alarm(0);
	(void)dup2(heard.own, STDERR_FILENO);
	(void)close(heard.own);
	(void)close(heard.reader);
	return 0;
}

static bool hear_more(void)
{
	ssize_t size =
		read(heard.reader, heard.seen + heard.size, sizeof(heard.seen) - 1 - heard.size);
	heard.size += size > 0 ? (size_t)size : 0;
	heard.seen[heard.size] = '\0';
	return size > 0;
}

static void hear_until(const char *words)
{
	while (!strstr(heard.seen, words) || heard.seen[heard.size - 1] != '\n')
		assert_true(hear_more());
}

static void hear_what_is_there(void)
{
	struct pollfd more = {.fd = heard.reader, .events = POLLIN};
	while (poll(&more, 1, 0) > 0 && hear_more())
		;
}

/* Counts lines with `words`; all lines must be whole. */
static size_t count_lines(const char *words)
{
	size_t count = 0;
	const char *line = heard.seen;
	while (*line) {
		const char *end = strchr(line, '\n');
		assert_non_null(end);
		assert_memory_equal(line, "{\"time\":\"", 9);
		assert_int_equal(end[-1], '}');
		assert_null(memmem(line + 1, (size_t)(end - line - 1), "{", 1));
		count += memmem(line, (size_t)(end - line), words, strlen(words)) ? 1 : 0;
		line = end + 1;
	}
	return count;
}

static uint64_t sum_of(const char *name)
{
	uint64_t sum = 0;
	for (const char *at = heard.seen; (at = strstr(at, name)); at += strlen(name))
		sum += strtoull(at + strlen(name), NULL, 10);
	return sum;
}

static struct log *new_log(void)
{
	struct log *log = log_new(LOG_DEBUG);
	assert_non_null(log);
	assert_true(log_start_thread(log));
	return log;
}

static void say_many(struct log *log, int count)
{
	for (int i = 0; i < count; i++)
		log_say(log, LOG_DEBUG, "one of many",
			LOG_F_WORD("name", "a name of some length, so that the ring gets full"),
			LOG_F_NUMBER("place", i));
}

/* --- the thread ---------------------------------------------------------------------------- */
static void a_line_says_its_worker_and_its_fields(void **state)
{
	struct log *log = new_log();
	const struct uuid id = {{0xab}};
	log_set_worker(log, 3);
	log_say(log, LOG_WARN, "something", LOG_F_WORD("why", "because"), LOG_F_NUMBER("n", -1),
		LOG_F_UUID("id", id));
	hear_until(
		"Z\",\"level\":\"warn\",\"event\":\"something\",\"worker\":3,\"why\":\"because\","
		"\"n\":-1,\"id\":\"ab000000-0000-0000-0000-000000000000\"}\n");
	log_free(&log);
}

static void who_does_not_read_holds_nobody_up_and_hears_later_what_was_dropped(void **state)
{
	struct log *log = new_log();
	struct metrics *metrics = metrics_new();
	struct arena arena;
	arena_init(&arena);
	log_set_metrics(log, metrics);
	say_many(log, MANY); /* or it hangs here */
	hear_until("log lines were dropped");
	uint64_t dropped = sum_of("\"number\":");
	assert_true(dropped > 0);
	assert_int_equal(count_lines("one of many") + dropped, MANY);
	assert_int_equal(count_lines("log lines were dropped"), 1);
	char figure[80];
	(void)snprintf(figure, sizeof(figure), "\nfrontdesk_log_dropped_total{worker=\"0\"} %d\n",
		(int)dropped);
	struct text page = metrics_alone(metrics, &arena);
	assert_non_null(memmem(page.data, page.size, figure, strlen(figure)));
	log_set_metrics(log, NULL);
	log_free(&log);
	metrics_free(&metrics);
	arena_done(&arena);
}

static void a_warning_has_room_where_lesser_lines_are_dropped(void **state)
{
	struct log *log = new_log();
	say_many(log, MANY);
	log_say(log, LOG_WARN, "a warning");
	hear_until("log lines were dropped");
	assert_int_equal(count_lines("a warning"), 1);
	log_free(&log);
}

static void what_was_said_is_written_before_the_end(void **state)
{
	struct log *log = new_log();
	say_many(log, FEW);
	log_free(&log);
	hear_what_is_there();
	assert_int_equal(count_lines("one of many"), FEW);
}

static void who_does_not_read_does_not_hold_up_the_end(void **state)
{
	struct log *log = new_log();
	say_many(log, MANY);
	log_free(&log); /* or it hangs here */
	assert_null(log);
	hear_until("log lines were dropped"); /* the last that it writes */
	assert_int_equal(count_lines("one of many") + sum_of("\"number\":"), MANY);
}

static void what_was_said_is_written_before_a_process_aborts(void **state)
{
	pid_t child = fork();
	if (child == 0) {
		struct log *log = new_log();
		say_many(log, FEW);
		abort();
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	hear_what_is_there();
	assert_int_equal(count_lines("one of many"), FEW);
}

static void lines_alike_are_counted_and_others_are_not_hidden(void **state)
{
	struct log *log = new_log();
	for (int i = 0; i < 150; i++)
		log_say(log, LOG_WARN, "a flood", LOG_F_WORD("name", "here"), LOG_F_NUMBER("i", i));
	log_say(log, LOG_WARN, "a flood", LOG_F_WORD("name", "there"));
	log_say(log, LOG_ERROR, "a flood", LOG_F_WORD("name", "here"));
	hear_until("\"level\":\"error\"");
	log_free(&log);
	hear_until("\"event\":\"a flood\",\"name\":\"here\",\"repeated\":50}\n");
	assert_int_equal(count_lines("\"name\":\"here\",\"i\""), 100);
	assert_int_equal(count_lines("\"name\":\"there\""), 1);
	assert_int_equal(count_lines("repeated"), 1);
}

static void last_words_are_not_waited_for_where_nobody_reads(void **state)
{
	static char filling[SMALL_PIPE];
	assert_int_equal(write(STDERR_FILENO, filling, sizeof(filling)), sizeof(filling));
	last_words("frontdesk: %s", "nobody reads this"); /* or it hangs here */
	hear_what_is_there();
	assert_int_equal(heard.size, sizeof(filling));
	heard.size = 0;
	last_words("frontdesk: %s", "somebody reads this");
	hear_what_is_there();
	assert_string_equal(heard.seen, "frontdesk: somebody reads this\n");
}

/* --- kinds --------------------------------------------------------------------------------- */
static const struct log_field *word(const char *text)
{
	static struct log_field fields[2];
	fields[0] = LOG_F_WORD("name", text);
	return fields;
}

static void a_new_window_writes_again(void **state)
{
	static struct log_repeats repeats;
	const struct log_kind *kind;
	size_t place = 0, written = 0;
	for (int i = 0; i < 1000; i++)
		written += log_repeats_take(&repeats, LOG_INFO, "request", word("/a")) ? 1 : 0;
	assert_int_equal(written, log_repeats_most(LOG_INFO));
	assert_int_equal(repeats.hidden, 1000 - written);
	assert_true(log_repeats_next(&repeats, &place, &kind));
	assert_int_equal(kind->lines, 1000);
	assert_string_equal(kind->words, ",\"name\":\"/a\"");
	assert_false(log_repeats_next(&repeats, &place, &kind));
	log_repeats_begin(&repeats, 5);
	assert_int_equal(repeats.end_ms, 5 + LOG_WINDOW_MS);
	assert_true(log_repeats_take(&repeats, LOG_INFO, "request", word("/a")));
	assert_int_equal(repeats.hidden, 0);
}

static void more_kinds_than_there_are_places_for_are_bounded_together(void **state)
{
	static struct log_repeats repeats;
	char name[16];
	size_t written = 0;
	for (int i = 0; i < 10000; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		written += log_repeats_take(&repeats, LOG_INFO, "request", word(name)) ? 1 : 0;
	}
	assert_int_equal(written, LOG_KINDS_MAX - 1 + log_repeats_most(LOG_INFO));
	assert_int_equal(repeats.hidden, 10000 - written);
}

/* --- lines --------------------------------------------------------------------------------- */
static void a_field_that_has_no_room_is_left_out(void **state)
{
	static char name[LOG_LINE_SIZE];
	struct log_line line;
	memset(name, 'x', sizeof(name) - 1);
	log_line_open(&line, LOG_INFO, "long");
	log_line_add(&line, &LOG_F_WORD("name", name));
	log_line_add(&line, &LOG_F_NUMBER("n", 1));
	struct text text = log_line_close(&line);
	const char *end = "\"event\":\"long\",\"n\":1}\n";
	assert_true(text.size < 100);
	assert_memory_equal(text.data + text.size - strlen(end), end, strlen(end));
}

/* --- the ring ------------------------------------------------------------------------------ */
static void lines_leave_the_ring_whole_and_in_order(void **state)
{
	static struct log_ring ring;
	char line[600], out[LOG_OUTPUT_SIZE];
	unsigned next = 0, expected = 0;
	for (int round = 0; round < 3000; round++) {
		for (int i = 0; i < 1 + round % 9; i++, next++) {
			int size = snprintf(
				line, sizeof(line), "%u %*u\n", next, (int)(next % 500) + 1, next);
			next -= log_ring_put(&ring, (struct text){line, (size_t)size}, 0) ? 0 : 1;
		}
		size_t size = log_ring_take(&ring, out, sizeof(out));
		for (char *at = out; at < out + size; expected++) {
			assert_int_equal(strtoul(at, &at, 10), expected);
			assert_int_equal(strtoul(at, &at, 10), expected);
			assert_int_equal(*at++, '\n');
		}
	}
	assert_true(expected > 1000);
}

static void the_ring_takes_a_line_whole_or_not_at_all(void **state)
{
	static struct log_ring ring;
	static char line[LOG_LINE_SIZE];
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\n';
	for (size_t i = 0; i < LOG_RING_SIZE / sizeof(line); i++)
		assert_true(log_ring_put(&ring, (struct text){line, sizeof(line)}, 0));
	assert_false(log_ring_put(&ring, TEXT("\n"), 0));
	assert_int_equal(log_ring_take(&ring, (char[sizeof(line)]){0}, sizeof(line)), sizeof(line));
	assert_false(log_ring_put(&ring, TEXT("\n"), sizeof(line)));
	assert_true(log_ring_put(&ring, TEXT("\n"), sizeof(line) - 1));
}

/* --- writing ------------------------------------------------------------------------------- */
static int new_file(void)
{
	char path[] = "/tmp/frontdesk-test-log-XXXXXX";
	int file = mkostemp(path, O_CLOEXEC);
	assert_true(file >= 0);
	(void)unlink(path);
	return file;
}

static void fill(struct log_output *output, const char *lines)
{
	output->size = strlen(lines);
	memcpy(output->data, lines, output->size);
}

static void assert_file(int file, const char *content)
{
	char seen[256] = "";
	assert_true(pread(file, seen, sizeof(seen) - 1, 0) >= 0);
	assert_string_equal(seen, content);
}

static void a_line_that_a_full_disk_cut_is_written_again(void **state)
{
	const struct rlimit few = {10, RLIM_INFINITY}, many = {RLIM_INFINITY, RLIM_INFINITY};
	struct log_output output = {0};
	int file = new_file();
	(void)signal(SIGXFSZ, SIG_IGN);
	log_output_init(&output, file);
	fill(&output, "first\nsecond\nthird\n");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	assert_false(log_output_flush(&output));
	assert_false(log_output_flush(&output));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &many), 0);
	assert_true(log_output_flush(&output));
	assert_file(file, "first\nseco\nsecond\nthird\n");
	fill(&output, "fourth\n");
	assert_true(log_output_flush(&output));
	assert_file(file, "first\nseco\nsecond\nthird\nfourth\n");
	(void)close(file);
}

static void a_full_disk_that_cut_no_line_leaves_none_empty(void **state)
{
	const struct rlimit few = {6, RLIM_INFINITY}, many = {RLIM_INFINITY, RLIM_INFINITY};
	struct log_output output = {0};
	int file = new_file();
	(void)signal(SIGXFSZ, SIG_IGN);
	log_output_init(&output, file);
	fill(&output, "first\nsecond\n");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	assert_false(log_output_flush(&output));
	assert_false(log_output_flush(&output));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &many), 0);
	assert_true(log_output_flush(&output));
	assert_file(file, "first\nsecond\n");
	(void)close(file);
}

static void a_line_that_another_process_left_cut_is_ended(void **state)
{
	const struct rlimit few = {3, RLIM_INFINITY}, many = {RLIM_INFINITY, RLIM_INFINITY};
	struct log_output cut = {0}, other = {0};
	int file = new_file();
	(void)signal(SIGXFSZ, SIG_IGN);
	log_output_init(&cut, file);
	log_output_init(&other, file);
	fill(&cut, "first\n");
	fill(&other, "second\n");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	assert_false(log_output_flush(&cut));
	assert_false(log_output_flush(&other));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &many), 0);
	assert_true(log_output_flush(&other));
	assert_true(log_output_flush(&cut));
	assert_file(file, "fir\nsecond\nfirst\n");
	(void)close(file);
}

static void a_file_that_was_truncated_goes_on_from_its_beginning(void **state)
{
	struct log_output output = {0};
	int file = new_file();
	log_output_init(&output, file);
	fill(&output, "before\n");
	assert_true(log_output_flush(&output));
	assert_int_equal(ftruncate(file, 0), 0);
	fill(&output, "after\n");
	assert_true(log_output_flush(&output));
	assert_file(file, "after\n");
	(void)close(file);
}

#define hearing_test(name) cmocka_unit_test_setup_teardown(name, begin_to_hear, hear_no_more)

int main(void)
{
	const struct CMUnitTest tests[] = {
		hearing_test(a_line_says_its_worker_and_its_fields),
		hearing_test(who_does_not_read_holds_nobody_up_and_hears_later_what_was_dropped),
		hearing_test(a_warning_has_room_where_lesser_lines_are_dropped),
		hearing_test(what_was_said_is_written_before_the_end),
		hearing_test(who_does_not_read_does_not_hold_up_the_end),
		hearing_test(what_was_said_is_written_before_a_process_aborts),
		hearing_test(lines_alike_are_counted_and_others_are_not_hidden),
		hearing_test(last_words_are_not_waited_for_where_nobody_reads),
		cmocka_unit_test(a_new_window_writes_again),
		cmocka_unit_test(more_kinds_than_there_are_places_for_are_bounded_together),
		cmocka_unit_test(a_field_that_has_no_room_is_left_out),
		cmocka_unit_test(lines_leave_the_ring_whole_and_in_order),
		cmocka_unit_test(the_ring_takes_a_line_whole_or_not_at_all),
		cmocka_unit_test(a_line_that_a_full_disk_cut_is_written_again),
		cmocka_unit_test(a_full_disk_that_cut_no_line_leaves_none_empty),
		cmocka_unit_test(a_line_that_another_process_left_cut_is_ended),
		cmocka_unit_test(a_file_that_was_truncated_goes_on_from_its_beginning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
