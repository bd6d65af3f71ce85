/*
 * A page: a session and some of its messages, as one statement read them for who resumed. For a few
 * seconds it answers others who resume that session, so that a crowd that comes back costs
 * PostgreSQL one reading a session. Owned by its live session; plaintext, wiped when it is dropped.
 */
#ifndef FRONTDESK_CHAT_PAGE_H
#define FRONTDESK_CHAT_PAGE_H

#include "live.h"

struct sql_answer;

/* Above the bytes the oldest go: many sessions that come back one by one need no memory for it. */
enum { PAGE_FRESH_MS = 5000, PAGES_BYTES_MOST = 2 * 1024 * 1024 };

struct page {
	struct page *older, *newer;         /* of all */
	struct live_session *live;          /* whose it is */
	size_t size;                        /* of this struct and all that it holds */
	uint64_t read_ms;                   /* when PostgreSQL was asked for it */
	struct text epoch;                  /* the history that it was read in */
	struct text for_visitor, for_agent; /* ChatSession without headSeq and receipts */
	bool is_newest;                     /* read as the newest page, not as what follows a seq */
	int64_t first_seq;                  /* items[i] is the ChatMessage of first_seq + i */
	size_t count;
	struct text items[];
};

/* All of them, by age. */
struct page_list {
	struct page *oldest, *newest;
	size_t bytes;
};

/* Makes what chat_resume answered, asked then, the session's page. */
void page_put(struct parts *parts, struct live_session *live, const struct sql_answer *answer,
	bool is_newest, uint64_t asked_ms);
/* Drops the session's page, if it has one: it has changed, or goes. */
void page_drop(struct parts *parts, struct live_session *live);
/* Drops those that are not fresh any more. */
void page_sweep(struct parts *parts);
/* Whether the page, with the live session's head, is what this client needs now. */
bool page_serves(const struct page *page, const struct live_session *live, const struct held *held,
	uint64_t now_ms);
/* The `resumed` event, in the arena: the session as this side sees it, and what is not held. */
struct text page_encode(struct arena *arena, const struct page *page,
	const struct live_session *live, enum side side, const struct held *held);

#endif
