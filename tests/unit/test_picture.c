/* What pictures say of themselves, what the two programs say to each other, and chunks of WebP. */
#include "unit.h"

#include "pictures/protocol.h"
#include "pictures/webp.h"

#define BYTES(literal) ((struct text){(literal), sizeof(literal) - 1})

static const char jpeg[] =
	"\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc2\0\x0b\x08\x01\x02\x03\x04\x01\x01\x11\0";
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\0\x10\x08\x02";
static const char gif[] = "GIF89a\x05\0\x06\0";
static const char lossy[] = "RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x0a\xc0\x14\0";
static const char lossless[] = "RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x09\xc0\x04\0\0\0\0\0\0";
static const char extended[] = "RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x09\0\0\x13\0\0";

/* --- heads ------------------------------------------------------------------------------------ */
static void a_picture_says_its_kind_and_size(void **state)
{
	static const struct {
		struct text bytes;
		struct picture_head head;
	} pictures[] = {
		{BYTES(jpeg), {PICTURE_JPEG, 0x304, 0x102}},
		{BYTES(png), {PICTURE_PNG, 256, 16}},
		{BYTES(gif), {PICTURE_GIF, 5, 6}},
		{BYTES(lossy), {PICTURE_WEBP, 10, 20}},
		{BYTES(lossless), {PICTURE_WEBP, 10, 20}},
		{BYTES(extended), {PICTURE_WEBP, 10, 20}},
	};
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		struct picture_head head;
		assert_true(picture_head_read(pictures[i].bytes, &head));
		assert_int_equal(head.kind, pictures[i].head.kind);
		assert_int_equal(head.width, pictures[i].head.width);
		assert_int_equal(head.height, pictures[i].head.height);
	}
}

static void what_ends_before_its_size_is_no_picture(void **state)
{
	const struct {
		struct text bytes;
		size_t needed;
	} pictures[] = {{BYTES(jpeg), 18}, {BYTES(png), 24}, {BYTES(gif), 10}, {BYTES(lossy), 30},
		{BYTES(lossless), 30}, {BYTES(extended), 30}};
	struct picture_head head;
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
		for (size_t size = 0; size < pictures[i].bytes.size; size++) {
			struct text begin = {pictures[i].bytes.data, size};
			assert_int_equal(
				picture_head_read(begin, &head), size >= pictures[i].needed);
		}
}

static void what_is_something_else_is_no_picture(void **state)
{
	static const struct text others[] = {
		BYTES("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"),
		BYTES("GIF88a\x05\0\x06\0"),
		BYTES("GIF89b\x05\0\x06\0"),
		BYTES("GIF89a\0\0\x06\0"),
		BYTES("RIFF\x16\0\0\0AVI VP8X\x0a\0\0\0\0\0\0\0\x09\0\0\x13\0\0"),
		BYTES("\xff\xd8\xff\xda\0\x04xx\xff\xc0\0\x0b\x08\x01\x02\x03\x04\x01\x01\x11\0"),
		BYTES("\xff\xd8\xff\xe0\0\x01xx\xff\xc0\0\x0b\x08\x01\x02\x03\x04\x01\x01\x11\0"),
		BYTES("%PDF-1.7"),
		{NULL, 0},
	};
	struct picture_head head;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(picture_head_read(others[i], &head));
}

/* --- requests and answers --------------------------------------------------------------------- */
static void a_request_arrives_unless_it_is_empty_or_too_long(void **state)
{
	uint8_t head[PICTURE_REQUEST_HEAD];
	uint32_t size = 0;
	picture_request_write(PICTURE_SIZE_MOST, head);
	assert_true(picture_request_read(head, &size));
	assert_int_equal(size, PICTURE_SIZE_MOST);
	picture_request_write(PICTURE_SIZE_MOST + 1, head);
	assert_false(picture_request_read(head, &size));
	picture_request_write(0, head);
	assert_false(picture_request_read(head, &size));
	picture_request_write(1, head);
	head[7]++;
	assert_false(picture_request_read(head, &size));
}

static struct {
	char bytes[PICTURE_ANSWER_HEAD + sizeof(gif)];
	size_t size;
	enum picture_verdict verdict;
	struct picture picture;
} said;

static void say(uint32_t width, uint32_t height, uint32_t frames)
{
	struct picture picture = {{PICTURE_GIF, width, height}, frames, BYTES(gif)};
	picture_answer_write(PICTURE_CLEAN, &picture, (uint8_t *)said.bytes);
	memcpy(said.bytes + PICTURE_ANSWER_HEAD, gif, sizeof(gif) - 1);
	said.size = PICTURE_ANSWER_HEAD + sizeof(gif) - 1;
}

static bool is_believed(void)
{
	return picture_answer_read(
		(struct text){said.bytes, said.size}, &said.verdict, &said.picture);
}

static void an_answer_arrives(void **state)
{
	say(5, 6, 2);
	assert_true(is_believed());
	assert_int_equal(said.verdict, PICTURE_CLEAN);
	assert_int_equal(said.picture.head.width, 5);
	assert_int_equal(said.picture.frames, 2);
	assert_int_equal(said.picture.bytes.size, sizeof(gif) - 1);
	picture_answer_write(PICTURE_BROKEN, NULL, (uint8_t *)said.bytes);
	said.size = PICTURE_ANSWER_HEAD;
	assert_true(is_believed());
	assert_int_equal(said.verdict, PICTURE_BROKEN);
}

static void an_answer_that_is_not_so_is_not_believed(void **state)
{
	say(6, 6, 1); /* not what the picture says */
	assert_false(is_believed());
	say(5, 6, 0);
	assert_false(is_believed());
	say(5, 6, PICTURE_FRAMES_MOST + 1);
	assert_false(is_believed());
	say(5, 6, 1);
	said.size--;
	assert_false(is_believed());
	say(5, 6, 1);
	said.bytes[15] = PICTURE_PNG;
	assert_false(is_believed());
	say(5, 6, 1);
	said.bytes[11] = PICTURE_BROKEN; /* with a picture */
	assert_false(is_believed());
	say(5, 6, 1);
	said.bytes[11] = PICTURE_VERDICTS;
	assert_false(is_believed());
	said.size = PICTURE_ANSWER_HEAD - 1;
	assert_false(is_believed());
}

static void a_picture_beyond_the_limits_is_not_believed(void **state)
{
	say(5, 6, 1);
	memcpy(said.bytes + PICTURE_ANSWER_HEAD + 6, "\x01\x10", 2); /* 4,097 */
	memcpy(said.bytes + 16, "\0\0\x10\x01", 4);
	assert_false(is_believed());
	memcpy(said.bytes + PICTURE_ANSWER_HEAD + 6, "\0\x10", 2); /* 4,096 */
	memcpy(said.bytes + 16, "\0\0\x10\0", 4);
	assert_true(is_believed());
}

/* --- chunks ----------------------------------------------------------------------------------- */
static void metadata_goes_out_of_a_webp_and_its_flags_too(void **state)
{
	uint8_t bytes[] = "RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\x2e\0\0\0\0\0\0\0\0\0"
			  "EXIF\x01\0\0\0x\0XMP \0\0\0\0ANMF\x02\0\0\0yy";
	static const uint8_t wanted[] = "RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0"
					"ANMF\x02\0\0\0yy";
	assert_int_equal(webp_drop_metadata(bytes, sizeof(bytes) - 1), sizeof(wanted) - 1);
	assert_memory_equal(bytes, wanted, sizeof(wanted) - 1);
}

static void a_webp_whose_chunks_do_not_lie_in_it_is_none(void **state)
{
	uint8_t longer[] = "RIFF\x0c\0\0\0WEBPEXIF\x01\0\0\0";
	uint8_t shorter[] = "RIFF\x0c\0\0\0WEBPEXIF\0\0\0";
	uint8_t other[] = "RIFF\x0c\0\0\0WAVEEXIF\0\0\0\0";
	assert_int_equal(webp_drop_metadata(longer, sizeof(longer) - 1), 0);
	assert_int_equal(webp_drop_metadata(shorter, sizeof(shorter) - 1), 0);
	assert_int_equal(webp_drop_metadata(other, sizeof(other) - 1), 0);
	assert_int_equal(webp_drop_metadata(other, 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_says_its_kind_and_size),
		cmocka_unit_test(what_ends_before_its_size_is_no_picture),
		cmocka_unit_test(what_is_something_else_is_no_picture),
		cmocka_unit_test(a_request_arrives_unless_it_is_empty_or_too_long),
		cmocka_unit_test(an_answer_arrives),
		cmocka_unit_test(an_answer_that_is_not_so_is_not_believed),
		cmocka_unit_test(a_picture_beyond_the_limits_is_not_believed),
		cmocka_unit_test(metadata_goes_out_of_a_webp_and_its_flags_too),
		cmocka_unit_test(a_webp_whose_chunks_do_not_lie_in_it_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
