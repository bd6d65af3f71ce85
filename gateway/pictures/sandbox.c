/*
 * The list is what a decoder needs: memory that cannot be executed, threads of its own, waiting for
 * them, reading standard input, writing standard output, and the end. Files, sockets, processes and
 * signals to others are not on it, nor what would change this.
 */
#include "pictures/sandbox.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/core_dumps.h"

enum { CPU_S = 20 };
/* 40 megapixels are 160 MB; a decoder may need them twice, and an encoder as often. */
static const rlim_t memory_most = (rlim_t)1536 << 20;

/* The parent's limit ends it, not what is meant for the worker's whole group. */
static void block_signals(void)
{
	sigset_t signals;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
}

void sandbox_begin(void)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	core_dumps_forbid();
	block_signals();
}

static bool limit(int resource, rlim_t most)
{
	const struct rlimit both = {most, most};
	return setrlimit((__rlimit_resource_t)resource, &both) == 0;
}

/* --- the filter ------------------------------------------------------------------------------- */
static const int allowed[] = {
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(sysinfo),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

static bool allow(scmp_filter_ctx filter, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

/* Refused without an end: libraries ask, and do with a no. */
static bool deny(scmp_filter_ctx filter, int call, int error)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO((uint32_t)error), call, 0, NULL) == 0;
}

/* Libraries complain there; what they say nobody would read. */
static bool deny_complaints(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp condition = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO);
	return seccomp_rule_add_array(
		       filter, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(write), 1, &condition) == 0;
}

/* glibc tries clone3, whose flags no filter sees, and goes on with clone; GLib names its threads.
 */
static bool add_rules(scmp_filter_ctx filter)
{
	const scmp_datum_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
		if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, allowed[i], 0, NULL) != 0)
			return false;
	return allow(filter, SCMP_SYS(read), SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) &&
	       allow(filter, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO)) &&
	       allow(filter, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	       allow(filter, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	       allow(filter, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread)) &&
	       deny(filter, SCMP_SYS(clone3), ENOSYS) && deny(filter, SCMP_SYS(prctl), EPERM) &&
	       deny_complaints(filter);
}

static bool filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool is_loaded = filter && add_rules(filter) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return is_loaded;
}

bool sandbox_enter(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_AS, memory_most) &&
	       limit(RLIMIT_CPU, CPU_S) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_FSIZE, 0) &&
	       filter_calls();
}
