/*
 * Enters the sandbox of frontdesk-pictures and tries what its argument names: "nothing" ends with
 * 0, whatever the sandbox forbids is the process's death by SIGSYS.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pictures/sandbox.h"

enum { GIGABYTE = 1 << 30 };

static pid_t parent;

static int do_nothing(void)
{
	return 0;
}

static int open_file(void)
{
	return open("/etc/hostname", O_RDONLY) >= 0;
}

static int open_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static int connect_pair(void)
{
	int ends[2];
	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static int make_process(void)
{
	return fork() >= 0;
}

static int run_program(void)
{
	char name[] = "true";
	char *words[] = {name, NULL};
	return execv("/bin/true", words);
}

static int end_parent(void)
{
	return kill(parent, 0);
}

static int trace_parent(void)
{
	return (int)ptrace(PTRACE_ATTACH, parent, NULL, NULL);
}

static int map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0) == MAP_FAILED;
}

static int make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int read_another_descriptor(void)
{
	char byte;
	return read(STDERR_FILENO, &byte, 1) == 1;
}

static int raise_limits(void)
{
	const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
	return setrlimit(RLIMIT_CPU, &more);
}

/* Not a death: there is no more memory, and 0 is that it was refused. */
static int take_memory(void)
{
	void *first = malloc(GIGABYTE);
	return first && malloc(GIGABYTE);
}

static int reach_inherited(void)
{
	char byte;
	return (int)syscall(SYS_pread64, 3, &byte, 1, 0);
}

static const struct {
	const char *name;
	int (*try)(void);
} deeds[] = {
	{"nothing", do_nothing},
	{"memory", take_memory},
	{"file", open_file},
	{"socket", open_socket},
	{"pair", connect_pair},
	{"process", make_process},
	{"program", run_program},
	{"signal", end_parent},
	{"trace", trace_parent},
	{"code", map_code},
	{"turned", make_code},
	{"descriptor", read_another_descriptor},
	{"inherited", reach_inherited},
	{"limits", raise_limits},
};

int main(int argc, char **argv)
{
	parent = getppid();
	sandbox_begin();
	if (!sandbox_enter())
		return 2;
	for (size_t i = 0; argc == 2 && i < sizeof deeds / sizeof deeds[0]; i++)
		if (strcmp(argv[1], deeds[i].name) == 0)
			_exit(deeds[i].try() ? 1 : 0);
	_exit(3);
}
