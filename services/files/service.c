/* The files service's tables. */
#include <stdlib.h>

#include "base/memory.h"
#include "call/job.h"
#include "call/parts.h"
#include "files/download.h"
#include "files/files.h"
#include "files/state.h"
#include "registry.h"

static enum err start(struct parts *parts)
{
	parts->files = MEMORY_NEW(struct files);
	return ERR_NONE;
}

static void stop(struct parts *parts)
{
	downloads_stop(parts);
	free(parts->files);
	parts->files = NULL;
}

/* clang-format off */
#define VISITOR "/api/support/chat/{sessionId}/files"
#define ADMIN   "/api/admin/support/chat/{sessionId}/files"

static const struct route routes[] = {
	{METHOD_GET,    VISITOR,                    ACCESS_VISITOR, false, file_list,   "The files of the visitor's session"},
	{METHOD_POST,   VISITOR,                    ACCESS_VISITOR, true,  file_begin,  "Begins a file; the same id again answers the same"},
	{METHOD_GET,    VISITOR "/{fileId}",        ACCESS_VISITOR, false, file_get,    "One file"},
	{METHOD_PUT,    VISITOR "/{fileId}",        ACCESS_VISITOR, false, file_put,    "The next piece of a file, as it is", SCOPE_NONE, OBJECT_PLAIN_MOST},
	{METHOD_DELETE, VISITOR "/{fileId}",        ACCESS_VISITOR, false, file_remove, "Removes a file of the visitor's own"},
	{METHOD_POST,   VISITOR "/{fileId}/link",   ACCESS_VISITOR, false, file_link,   "A link to a file that is clean, good for five minutes"},
	{METHOD_GET,    ADMIN,                      ACCESS_AGENT,   false, file_list,   "The files of a session"},
	{METHOD_POST,   ADMIN,                      ACCESS_AGENT,   true,  file_begin,  "Begins a file; the same id again answers the same"},
	{METHOD_GET,    ADMIN "/{fileId}",          ACCESS_AGENT,   false, file_get,    "One file"},
	{METHOD_PUT,    ADMIN "/{fileId}",          ACCESS_AGENT,   false, file_put,    "The next piece of a file, as it is", SCOPE_NONE, OBJECT_PLAIN_MOST},
	{METHOD_DELETE, ADMIN "/{fileId}",          ACCESS_AGENT,   false, file_remove, "Removes a file, whoever sent it"},
	{METHOD_POST,   ADMIN "/{fileId}/link",     ACCESS_AGENT,   false, file_link,   "A link to a file that is clean, good for five minutes"},
	{METHOD_GET,    "/files/<token>",           ACCESS_PUBLIC,  false, file_fetch,  "What is in a file, by a link"},
};

static const struct job_kind jobs[] = {
	/* name         run              cap, attempts, deadline, period, … */
	{"files.scan",  file_scan_run,   2, 1000, 600, 0,    false, true},
	{"files.drop",  file_drop_run,   4, 1000, 30,  0,    false, false},
	{"files.sweep", files_sweep_run, 1, 5,    30,  3600, false, false},
};
/* clang-format on */

const struct service files_service = {
	.name = "files",
	.routes = routes,
	.route_count = sizeof(routes) / sizeof(*routes),
	.jobs = jobs,
	.job_count = sizeof(jobs) / sizeof(*jobs),
	.start = start,
	.stop = stop,
};
