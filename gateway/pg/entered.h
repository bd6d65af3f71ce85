/* The tenants whose scope a connection has entered: each counts once. */
#ifndef FRONTDESK_DB_ENTERED_H
#define FRONTDESK_DB_ENTERED_H

#include <stddef.h>
#include <stdint.h>

/* All zero is empty. */
struct db_entered {
	uint64_t *slots; /* hashes of roles; 0: free. A power of two of them, half of them used */
	size_t room, count;
};

void db_entered_add(struct db_entered *entered, const char *role);
/* Empties it, and gives its memory back. */
void db_entered_clear(struct db_entered *entered);

#endif
