/* Heads are arrays of words; the first says who speaks, the second in which version. */
#include "pictures/protocol.h"

#include <assert.h>
#include <string.h>

enum { REQUEST = 0x46445051 /* FDPQ */, ANSWER = 0x46445041 /* FDPA */ };
enum { REQUEST_WORDS = PICTURE_REQUEST_HEAD / 4, ANSWER_WORDS = PICTURE_ANSWER_HEAD / 4 };
enum { WHO, VERSION, REQUEST_SIZE };
enum { VERDICT = 2, KIND, WIDTH, HEIGHT, FRAMES, ANSWER_SIZE };

static void write_words(const uint32_t *words, size_t count, uint8_t *ret_head)
{
	for (size_t i = 0; i < 4 * count; i++)
		ret_head[i] = (uint8_t)(words[i / 4] >> (24 - 8 * (i % 4)));
}

static void read_words(const uint8_t *head, size_t count, uint32_t *ret_words)
{
	memset(ret_words, 0, count * sizeof *ret_words);
	for (size_t i = 0; i < 4 * count; i++)
		ret_words[i / 4] = ret_words[i / 4] << 8 | head[i];
}

/* --- the request ------------------------------------------------------------------------------ */
void picture_request_write(uint32_t size, uint8_t ret_head[PICTURE_REQUEST_HEAD])
{
	const uint32_t words[REQUEST_WORDS] = {REQUEST, PICTURE_PROTOCOL, size};
	write_words(words, REQUEST_WORDS, ret_head);
}

bool picture_request_read(const uint8_t head[PICTURE_REQUEST_HEAD], uint32_t *ret_size)
{
	uint32_t words[REQUEST_WORDS];
	read_words(head, REQUEST_WORDS, words);
	if (words[WHO] != REQUEST || words[VERSION] != PICTURE_PROTOCOL ||
		words[REQUEST_SIZE] == 0 || words[REQUEST_SIZE] > PICTURE_SIZE_MOST)
		return false;
	*ret_size = words[REQUEST_SIZE];
	return true;
}

/* --- the answer ------------------------------------------------------------------------------- */
void picture_answer_write(enum picture_verdict verdict, const struct picture *picture,
	uint8_t ret_head[PICTURE_ANSWER_HEAD])
{
	uint32_t words[ANSWER_WORDS] = {ANSWER, PICTURE_PROTOCOL, verdict};
	assert((verdict == PICTURE_CLEAN) == (picture != NULL));
	if (picture) {
		words[KIND] = picture->head.kind;
		words[WIDTH] = picture->head.width;
		words[HEIGHT] = picture->head.height;
		words[FRAMES] = picture->frames;
		words[ANSWER_SIZE] = (uint32_t)picture->bytes.size;
	}
	write_words(words, ANSWER_WORDS, ret_head);
}

static bool is_without_picture(const uint32_t words[ANSWER_WORDS], size_t body_size)
{
	for (size_t i = KIND; i < ANSWER_WORDS; i++)
		if (words[i] != 0)
			return false;
	return body_size == 0;
}

static bool is_within_limits(const struct picture_head *head, uint32_t frames)
{
	uint64_t pixels = (uint64_t)head->width * head->height * frames;
	return head->width <= PICTURE_SIDE_MOST && head->height <= PICTURE_SIDE_MOST &&
	       frames >= 1 && frames <= PICTURE_FRAMES_MOST && pixels <= PICTURE_PIXELS_MOST;
}

static bool read_picture(
	const uint32_t words[ANSWER_WORDS], struct text body, struct picture *ret_picture)
{
	struct picture_head head;
	if (body.size != words[ANSWER_SIZE] || body.size > PICTURE_SIZE_MOST ||
		!picture_head_read(body, &head))
		return false;
	if (head.kind != words[KIND] || head.width != words[WIDTH] ||
		head.height != words[HEIGHT] || !is_within_limits(&head, words[FRAMES]))
		return false;
	*ret_picture = (struct picture){head, words[FRAMES], body};
	return true;
}

bool picture_answer_read(
	struct text said, enum picture_verdict *ret_verdict, struct picture *ret_picture)
{
	uint32_t words[ANSWER_WORDS];
	if (said.size < PICTURE_ANSWER_HEAD)
		return false;
	read_words((const uint8_t *)said.data, ANSWER_WORDS, words);
	struct text body = {said.data + PICTURE_ANSWER_HEAD, said.size - PICTURE_ANSWER_HEAD};
	if (words[WHO] != ANSWER || words[VERSION] != PICTURE_PROTOCOL ||
		words[VERDICT] >= PICTURE_VERDICTS)
		return false;
	bool is_believed = words[VERDICT] == PICTURE_CLEAN ? read_picture(words, body, ret_picture)
							   : is_without_picture(words, body.size);
	if (is_believed)
		*ret_verdict = (enum picture_verdict)words[VERDICT];
	return is_believed;
}
