/*
 * Looking up the server's name off the loop: libpq would block on it. One plain host name is looked
 * up; addresses, sockets, lists of hosts and strings with `hostaddr` are left to libpq as they are.
 * Of several addresses each try takes the next.
 */
#ifndef FRONTDESK_DB_RESOLVE_H
#define FRONTDESK_DB_RESOLVE_H

struct db_link;
struct db_resolve;
struct uv_loop_s;

/* Starts a look-up, or answers NULL where there is nothing to look up. `attempt` counts the tries
 * before. `then` runs once, later, with the address as text, or NULL when the name is not known. */
struct db_resolve *db_resolve_start(struct uv_loop_s *loop, const char *database, unsigned attempt,
	struct db_link *link, void (*then)(struct db_link *link, const char *address));
/* `then` will not run. Accepts NULL, leaves NULL. */
void db_resolve_forget(struct db_resolve **resolve);

#endif
