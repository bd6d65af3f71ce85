/*
 * A budget that is regained at a steady rate, kept as one moment: when all that was used will have
 * been regained (virtual scheduling, ITU-T I.371 annex A). Pure; the caller says how long regaining
 * takes.
 */
#ifndef FRONTDESK_BUDGET_H
#define FRONTDESK_BUDGET_H

#include <stdint.h>

struct budget {
	uint64_t regained_us; /* in the past: nothing is owed */
};

static inline void budget_use(struct budget *budget, uint64_t now_us, uint64_t regaining_us)
{
	uint64_t from_us = budget->regained_us > now_us ? budget->regained_us : now_us;
	budget->regained_us = from_us + regaining_us;
}

/* How long regaining all of it will take. */
static inline uint64_t budget_owed_us(const struct budget *budget, uint64_t now_us)
{
	return budget->regained_us > now_us ? budget->regained_us - now_us : 0;
}

#endif
