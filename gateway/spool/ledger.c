/* A bit a forgotten row: an outage of hours fits in memory. */
#include "spool/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { READ_AGAIN_MS = 5000, READ_AGAIN_MOST_MS = 600000 };

struct ledger_segment {
	struct ledger_segment *next;
	uint64_t number;
	uint64_t not_before_ms, delay_ms; /* delay_ms 0: it could be read */
	uint32_t needed, forgotten;
	bool is_closed, is_unread, is_being_read;
	uint8_t *bits; /* forgotten ones, by index */
	size_t bytes;
};

static struct ledger_segment *find(struct spool_ledger *ledger, uint64_t number)
{
	struct ledger_segment *segment = ledger->recent;
	if (segment && segment->number == number)
		return segment;
	segment = ledger->first;
	while (segment && segment->number != number)
		segment = segment->next;
	return ledger->recent = segment;
}

static struct ledger_segment *find_or_make(struct spool_ledger *ledger, uint64_t number)
{
	struct ledger_segment *segment = find(ledger, number);
	if (segment)
		return segment;
	struct ledger_segment **link = &ledger->first;
	while (*link && (*link)->number < number)
		link = &(*link)->next;
	segment = MEMORY_NEW(struct ledger_segment);
	segment->number = number;
	segment->next = *link;
	*link = ledger->recent = segment;
	ledger->segments++;
	return segment;
}

static bool has_bit(const struct ledger_segment *segment, uint32_t index)
{
	return index / 8 < segment->bytes && segment->bits[index / 8] >> index % 8 & 1;
}

static void set_bit(struct ledger_segment *segment, uint32_t index)
{
	const size_t needed = (size_t)index / 8 + 1;
	if (needed > segment->bytes) {
		const size_t bytes = 2 * needed;
		segment->bits = memory_resize(segment->bits, bytes, 1);
		memset(segment->bits + segment->bytes, 0, bytes - segment->bytes);
		segment->bytes = bytes;
	}
	segment->bits[index / 8] |= (uint8_t)(1u << index % 8);
}

static void clear_bit(struct ledger_segment *segment, uint32_t index)
{
	segment->bits[index / 8] &= (uint8_t) ~(1u << index % 8);
}

void spool_ledger_kept(struct spool_ledger *ledger, struct spool_place place)
{
	find_or_make(ledger, place.segment)->needed++;
	ledger->rows++;
}

void spool_ledger_found(struct spool_ledger *ledger, uint64_t number)
{
	struct ledger_segment *segment = find_or_make(ledger, number);
	segment->is_closed = segment->is_unread = true;
	ledger->unread++;
}

void spool_ledger_closed(struct spool_ledger *ledger, uint64_t number)
{
	find_or_make(ledger, number)->is_closed = true;
}

static bool is_done(const struct ledger_segment *segment)
{
	return segment->is_closed && !segment->is_unread && !segment->is_being_read &&
	       segment->needed == 0;
}

bool spool_ledger_stored(struct spool_ledger *ledger, struct spool_place place)
{
	struct ledger_segment *segment = find(ledger, place.segment);
	assert(segment && segment->needed > 0);
	segment->needed--;
	ledger->rows--;
	return is_done(segment);
}

void spool_ledger_forget(
	struct spool_ledger *ledger, struct spool_place place, uint64_t not_before_ms)
{
	struct ledger_segment *segment = find(ledger, place.segment);
	assert(segment && segment->needed > segment->forgotten && !has_bit(segment, place.index));
	set_bit(segment, place.index);
	segment->forgotten++;
	ledger->forgotten++;
	if (not_before_ms > segment->not_before_ms)
		segment->not_before_ms = not_before_ms;
}

uint64_t spool_ledger_next(struct spool_ledger *ledger, uint64_t now_ms)
{
	if (ledger->forgotten == 0 && ledger->unread == 0)
		return 0;
	for (struct ledger_segment *segment = ledger->first; segment; segment = segment->next) {
		if ((segment->is_unread || segment->forgotten > 0) && !segment->is_being_read &&
			segment->not_before_ms <= now_ms) {
			segment->is_being_read = true;
			return segment->number;
		}
	}
	return 0;
}

/* The rows of a segment that was found: all of them are news. */
static void count_found(struct spool_ledger *ledger, struct ledger_segment *segment, size_t count)
{
	segment->is_unread = false;
	segment->needed += (uint32_t)count;
	ledger->unread--;
	ledger->rows += count;
}

static size_t sift(
	struct spool_ledger *ledger, struct ledger_segment *segment, struct spool_rows *rows)
{
	struct spool_rows all = *rows;
	*rows = (struct spool_rows){NULL};
	for (struct spool_row *row = spool_rows_take(&all); row; row = spool_rows_take(&all)) {
		if (!has_bit(segment, row->place.index)) {
			spool_row_free(&row);
			continue;
		}
		clear_bit(segment, row->place.index);
		segment->forgotten--;
		ledger->forgotten--;
		spool_rows_add(rows, row);
	}
	/* Damaged: not there any more, or in the quarantine. */
	const uint32_t lost = segment->forgotten;
	segment->needed -= lost;
	ledger->rows -= lost;
	ledger->forgotten -= lost;
	segment->forgotten = 0;
	if (segment->bytes > 0)
		memset(segment->bits, 0, segment->bytes);
	return lost;
}

size_t spool_ledger_returned(
	struct spool_ledger *ledger, uint64_t number, size_t missing, struct spool_rows *rows)
{
	struct ledger_segment *segment = find(ledger, number);
	assert(segment && segment->is_being_read);
	segment->is_being_read = false;
	segment->not_before_ms = segment->delay_ms = 0;
	if (!segment->is_unread)
		return sift(ledger, segment, rows);
	count_found(ledger, segment, rows->count);
	return missing;
}

bool spool_ledger_unread(struct spool_ledger *ledger, uint64_t number, uint64_t now_ms)
{
	struct ledger_segment *segment = find(ledger, number);
	assert(segment && segment->is_being_read);
	const bool is_news = segment->delay_ms == 0;
	segment->delay_ms = is_news ? READ_AGAIN_MS : 2 * segment->delay_ms;
	if (segment->delay_ms > READ_AGAIN_MOST_MS)
		segment->delay_ms = READ_AGAIN_MOST_MS;
	segment->is_being_read = false;
	segment->not_before_ms = now_ms + segment->delay_ms;
	return is_news;
}

static void remove_segment(struct spool_ledger *ledger, struct ledger_segment **link)
{
	struct ledger_segment *segment = *link;
	*link = segment->next;
	ledger->recent = NULL;
	ledger->segments--;
	free(segment->bits);
	free(segment);
}

uint64_t spool_ledger_take(struct spool_ledger *ledger)
{
	for (struct ledger_segment **link = &ledger->first; *link; link = &(*link)->next) {
		const struct ledger_segment *segment = *link;
		if (!is_done(segment))
			continue;
		uint64_t number = segment->number;
		remove_segment(ledger, link);
		return number;
	}
	return 0;
}

bool spool_ledger_is_idle(const struct spool_ledger *ledger)
{
	for (const struct ledger_segment *segment = ledger->first; segment;
		segment = segment->next) {
		if (!segment->is_closed && segment->needed == 0)
			return true;
	}
	return false;
}

bool spool_ledger_needs_open(const struct spool_ledger *ledger)
{
	for (const struct ledger_segment *segment = ledger->first; segment;
		segment = segment->next) {
		if (!segment->is_closed && segment->needed > 0)
			return true;
	}
	return false;
}

void spool_ledger_done(struct spool_ledger *ledger)
{
	while (ledger->first)
		remove_segment(ledger, &ledger->first);
}
