/*
 * Batches of one tenant whose scope cannot be entered: where it has been deleted, its messages end
 * as erased; where it is there, they are kept and tried again.
 */
#ifndef FRONTDESK_WRITER_JUDGE_H
#define FRONTDESK_WRITER_JUDGE_H

struct writer;
struct writer_batch;
struct writer_judge;

struct writer_judge *writer_judge_new(struct writer *writer);
/* Drops what is being judged, unanswered. */
void writer_judge_free(struct writer_judge **judge);
/* Takes a batch of one tenant. */
void writer_judge_take(struct writer_judge *judge, struct writer_batch *batch);

#endif
