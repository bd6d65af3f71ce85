/* Hearing what statements say by NOTIFY, on one of the connections that are there anyway. */
#ifndef FRONTDESK_DB_LISTEN_H
#define FRONTDESK_DB_LISTEN_H

struct db;
struct parts;

struct db_listener {
	const char *statement; /* "LISTEN channel" */
	struct parts *parts;
	/* Something was said, or may have been while no connection listened. */
	void (*heard)(struct parts *parts);
};

/* From the next connection on; the listener is borrowed. NULL: no more. One at a time. */
void db_listen(struct db *db, const struct db_listener *listener);

#endif
