/* What a process writes of its memory when it crashes, and who may read it before. */
#ifndef FRONTDESK_CORE_DUMPS_H
#define FRONTDESK_CORE_DUMPS_H

/* No core of this process is written, to no file and to no program, and no other process of the
 * same user reads its memory: for whoever holds keys, passwords or what people write. */
void core_dumps_forbid(void);

#endif
