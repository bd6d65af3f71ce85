/*
 * The commands of the one binary. Each gets what is left of the command line after settings took
 * their flags: argv[0] is the command's own name. They print to standard output, causes and
 * remedies to standard error, and return the exit status: 0 done, 1 failed, 2 asked wrongly, 3 done
 * but for what it names (spool drain, migrate).
 */
#ifndef FRONTDESK_COMMANDS_H
#define FRONTDESK_COMMANDS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/settings.h"

/* How many workers the settings ask for. */
size_t serve_workers(const struct settings *settings);

typedef int (*command_fn)(
	struct arena *arena, const struct settings *settings, int argc, char **argv);

int command_serve(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_migrate(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_tenant(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_agent(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_key(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_doctor(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_spool(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_jobs(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_csat(struct arena *arena, const struct settings *settings, int argc, char **argv);
int command_settings(struct arena *arena, const struct settings *settings, int argc, char **argv);

#endif
