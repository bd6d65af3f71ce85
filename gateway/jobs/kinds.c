/* Made once, when the worker starts. */
#include "jobs/kinds.h"

#include <assert.h>
#include <string.h>

#include "call/service.h"

static size_t count_all(void)
{
	size_t count = 0;
	for (size_t i = 0; services[i]; i++)
		count += services[i]->job_count;
	return count;
}

static struct kind_column make_column(struct arena *arena, size_t most)
{
	return (struct kind_column){.items = arena_array(arena, most, sizeof(struct text))};
}

static void add(struct kind_column *column, struct text value)
{
	column->items[column->count++] = value;
}

static struct text number(struct arena *arena, int64_t value)
{
	return arena_printf(arena, "%lld", (long long)value);
}

static void add_kind(struct kinds *kinds, struct arena *arena, const struct job_kind *kind)
{
	struct text name = text_from(kind->name);
	assert(name.size > 0 && name.size <= JOB_KIND_SIZE_MAX);
	assert(kind->cap > 0 && kind->attempts > 0 && kind->deadline_s > 0);
	kinds->items[kinds->count++] = kind;
	add(&kinds->names, name);
	add(&kinds->caps, number(arena, kind->cap));
	add(&kinds->leases, number(arena, kind_lease_s(kind)));
	add(&kinds->attempts, number(arena, kind->attempts));
	if (kind->period_s == 0)
		return;
	add(&kinds->periodic, name);
	add(&kinds->periods, number(arena, kind->period_s));
	add(&kinds->are_tenants, kind->is_of_nobody ? TEXT("false") : TEXT("true"));
}

static void gather_some(struct kinds *kinds, struct arena *arena, bool are_outside)
{
	for (size_t i = 0; services[i]; i++)
		for (size_t j = 0; j < services[i]->job_count; j++)
			if (services[i]->jobs[j].is_outside == are_outside)
				add_kind(kinds, arena, &services[i]->jobs[j]);
}

void kinds_gather(struct kinds *kinds, struct arena *arena)
{
	size_t most = count_all();
	enum { COLUMNS = 7 };
	struct kind_column *const columns[COLUMNS] = {&kinds->names, &kinds->caps, &kinds->leases,
		&kinds->attempts, &kinds->periodic, &kinds->periods, &kinds->are_tenants};
	*kinds = (struct kinds){.items = arena_array(arena, most, sizeof(const struct job_kind *))};
	for (size_t i = 0; i < COLUMNS; i++)
		*columns[i] = make_column(arena, most);
	gather_some(kinds, arena, false);
	kinds->inside_count = kinds->count;
	gather_some(kinds, arena, true);
}

const struct job_kind *kinds_find(const struct kinds *kinds, struct text name)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (text_equals(kinds->names.items[i], name))
			return kinds->items[i];
	return NULL;
}

int64_t kind_lease_s(const struct job_kind *kind)
{
	return (int64_t)kind->deadline_s + JOB_LEASE_MARGIN_S;
}
