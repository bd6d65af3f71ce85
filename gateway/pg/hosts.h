/* A connection string may name several servers: `host=a,b port=1,2`. */
#ifndef FRONTDESK_DB_HOSTS_H
#define FRONTDESK_DB_HOSTS_H

/* The list by commas, beginning with its `attempt`th element, counted round and round. On the heap;
 * free it. */
char *db_hosts_rotate(const char *list, unsigned attempt);

#endif
