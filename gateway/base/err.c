/* What each error is to HTTP and to sockets. */
#include "base/err.h"

static const struct {
	int status;
	const char *code, *title;
} errors[ERR_COUNT] = {
	[ERR_NONE] = {200, "none", "Done"},
#define ERR(name, status, code, title) [ERR_##name] = {status, code, title},
#include "base/err.def"
#undef ERR
};

int err_status(enum err err)
{
	return errors[err].status;
}

const char *err_code(enum err err)
{
	return errors[err].code;
}

const char *err_title(enum err err)
{
	return errors[err].title;
}
