/*
 * A segment of the spool as bytes. All of it is pure. Numbers are little-endian.
 *
 *     head, 64 bytes: "FDSPOOL1" | segment id 16 | master key id 16 | made at, microseconds 8 |
 *         of the segment written to before: number 4, records 4, size 4 (zeros: unknown) |
 *         CRC32C of what stands before it 4
 *     records from there on, each at a multiple of 16, indexed from 0, each group of those that
 *     were synced together behind 16 zeros, but for the first:
 *         "FDRE" | size of the envelope 4 | index 4 | CRC32C 4 | the envelope | zeros
 *     zeros to the end
 *
 * A record's CRC covers the segment's id, the frame's other fields and the envelope. The envelope
 * (crypto/seal.h) is under a key derived from the master key that the head names, and bound to the
 * segment and the index: a record moved is a record that does not open.
 */
#ifndef FRONTDESK_SPOOL_FORMAT_H
#define FRONTDESK_SPOOL_FORMAT_H

#include "crypto/vault.h"
#include "spool/row.h"

struct keyring;

enum {
	SPOOL_SEGMENT_SIZE = 4 * 1024 * 1024,
	SPOOL_HEAD_SIZE = 64,
	SPOOL_FRAME_SIZE = 16,
	SPOOL_ALIGNMENT = 16,
	SPOOL_GROUP_GAP = 16,
	SPOOL_GROUP_MAX = 1024 * 1024, /* bytes of one append */
	SPOOL_ENVELOPE_MAX = SPOOL_CONTENT_MAX + SEAL_BUCKET + SEAL_OVERHEAD
};

/* What was synced of a segment when it was closed: it cannot say so itself, since after a failure
 * nothing more is written to it. */
struct spool_extent {
	uint32_t number, records, size; /* number 0: none */
};

struct spool_head {
	struct uuid id, master_id;
	int64_t made_at_us;
	struct spool_extent before; /* of the segment that its worker wrote to before */
};

void spool_head_write(const struct spool_head *head, char ret_bytes[SPOOL_HEAD_SIZE]);
/* Reads the head of a whole file; ERR_INVALID when it is none. */
enum err spool_head_read(struct text file, struct spool_head *ret_head);

/* The room that a record takes with so large an envelope. */
size_t spool_record_size(size_t envelope_size);
/* Writes a record into zeroed memory of that size. */
void spool_record_write(
	const struct spool_head *head, uint32_t index, struct text envelope, char *ret_bytes);

struct spool_span {
	enum { SPOOL_SPAN_RECORD, SPOOL_SPAN_BAD, SPOOL_SPAN_END } kind;
	size_t offset, size;  /* in the file */
	uint32_t index;       /* SPOOL_SPAN_RECORD */
	struct text envelope; /* SPOOL_SPAN_RECORD */
};

/* What comes next from `at` on (SPOOL_HEAD_SIZE first, then offset + size of the last): a record
 * that is whole, bytes that are none, or nothing but zeros to the end. */
struct spool_span spool_scan(const struct spool_head *head, struct text file, size_t at);

/* From where on what is missing may never have been synced, in a segment of which nothing else is
 * known: where its last group begins, as far as that is still to be seen. */
size_t spool_doubt_begin(const struct spool_head *head, struct text file);

/* The keys that the spool's records are under, one a master key, in a vault of their own: it
 * belongs to one thread at a time. False when there is no memory to guard. */
bool spool_keys_make(const struct keyring *keyring, struct vault *ret_keys);
bool spool_keys_have(const struct vault *keys, struct uuid master_id);
/* The master key whose key seals. */
struct uuid spool_keys_newest(const struct vault *keys);

struct text spool_seal(const struct vault *keys, struct arena *arena, const struct spool_head *head,
	uint32_t index, const struct spool_row *row);
/* ERR_UNREADABLE when it was not sealed for this very place, ERR_INVALID when it holds no row. */
enum err spool_open(const struct vault *keys, const struct spool_head *head,
	const struct spool_span *record, struct spool_row **ret_row);

#endif
