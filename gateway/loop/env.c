/* The loop's clock. */
#include "loop/env.h"

#include <uv.h>

uint64_t env_now_ms(const struct env *env)
{
	return uv_now(env->loop);
}
