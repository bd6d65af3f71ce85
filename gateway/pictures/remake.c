/*
 * The kind is chosen by our own reader of heads, and so is the loader: libvips, which has loaders
 * of forty formats, is not asked to guess. Of an animation within the limits all frames are kept;
 * they lie below each other in one high picture.
 */
#include "pictures/remake.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

#include "pictures/webp.h"

enum { LOSSY_QUALITY = 88, DEFLATE_LEVEL = 6 };

/* --- before anything is read ------------------------------------------------------------------ */
/* It would look for modules (of ImageMagick, Poppler and others) below its own folder, compile code
 * while it runs, and put large pictures into files. */
static void keep_to_memory(void)
{
	(void)setenv("VIPSHOME", "/nonexistent", 1);
	(void)setenv("VIPS_NOVECTOR", "1", 1);
	(void)setenv("VIPS_DISC_THRESHOLD", "64g", 1);
	(void)mallopt(M_ARENA_MAX, 1);
}

/* What libraries complain of nobody reads; and where it goes GLib asks the system. */
static GLogWriterOutput say_nothing(
	GLogLevelFlags level, const GLogField *fields, gsize count, gpointer ignored)
{
	(void)level;
	(void)fields;
	(void)count;
	(void)ignored;
	return G_LOG_WRITER_HANDLED;
}

bool remake_prepare(void)
{
	keep_to_memory();
	g_log_set_writer_func(say_nothing, NULL, NULL);
	if (VIPS_INIT("frontdesk-pictures") != 0)
		return false;
	(void)g_random_int(); /* whose seed is a file's */
	vips_concurrency_set(1);
	vips_cache_set_max(0);
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	vips_operation_block_set("VipsForeignLoadJpegBuffer", FALSE);
	vips_operation_block_set("VipsForeignLoadPngBuffer", FALSE);
	vips_operation_block_set("VipsForeignLoadNsgifBuffer", FALSE);
	vips_operation_block_set("VipsForeignLoadWebpBuffer", FALSE);
	return true;
}

/* --- loading and saving, by kind -------------------------------------------------------------- */
/* From the first line to the last, and not on over what is not there. */
#define LOADED "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR

static VipsImage *load_jpeg(void *data, size_t size, int frames)
{
	VipsImage *image = NULL;
	(void)frames;
	(void)vips_jpegload_buffer(data, size, &image, LOADED, NULL);
	return image;
}

static VipsImage *load_png(void *data, size_t size, int frames)
{
	VipsImage *image = NULL;
	(void)frames;
	(void)vips_pngload_buffer(data, size, &image, LOADED, NULL);
	return image;
}

static VipsImage *load_gif(void *data, size_t size, int frames)
{
	VipsImage *image = NULL;
	(void)vips_gifload_buffer(data, size, &image, "n", frames, LOADED, NULL);
	return image;
}

static VipsImage *load_webp(void *data, size_t size, int frames)
{
	VipsImage *image = NULL;
	(void)vips_webpload_buffer(data, size, &image, "n", frames, LOADED, NULL);
	return image;
}

static int save_jpeg(VipsImage *image, void **ret_data, size_t *ret_size)
{
	return vips_jpegsave_buffer(image, ret_data, ret_size, "Q", LOSSY_QUALITY,
		"optimize_coding", TRUE, "strip", TRUE, NULL);
}

static int save_png(VipsImage *image, void **ret_data, size_t *ret_size)
{
	return vips_pngsave_buffer(
		image, ret_data, ret_size, "compression", DEFLATE_LEVEL, "strip", TRUE, NULL);
}

static int save_gif(VipsImage *image, void **ret_data, size_t *ret_size)
{
	return vips_gifsave_buffer(image, ret_data, ret_size, "strip", TRUE, NULL);
}

static int save_webp(VipsImage *image, void **ret_data, size_t *ret_size)
{
	if (vips_webpsave_buffer(
		    image, ret_data, ret_size, "Q", LOSSY_QUALITY, "strip", TRUE, NULL) != 0)
		return -1;
	*ret_size = webp_drop_metadata(*ret_data, *ret_size);
	return *ret_size > 0 ? 0 : -1;
}

static const struct {
	VipsImage *(*load)(void *data, size_t size, int frames);
	int (*save)(VipsImage *image, void **ret_data, size_t *ret_size);
} kinds[PICTURE_KINDS] = {
	[PICTURE_JPEG] = {load_jpeg, save_jpeg},
	[PICTURE_PNG] = {load_png, save_png},
	[PICTURE_GIF] = {load_gif, save_gif},
	[PICTURE_WEBP] = {load_webp, save_webp},
};

/* --- decoding --------------------------------------------------------------------------------- */
static bool is_too_large(uint64_t width, uint64_t height)
{
	return width * height > PICTURE_PIXELS_MOST;
}

static int count_frames(VipsImage *image)
{
	uint64_t pixels = (uint64_t)image->Xsize * (uint64_t)image->Ysize;
	int frames = vips_image_get_n_pages(image);
	bool is_kept = frames <= PICTURE_FRAMES_MOST &&
		       pixels * (uint64_t)frames <= PICTURE_PIXELS_MOST &&
		       image->Xsize <= PICTURE_SIDE_MOST && image->Ysize <= PICTURE_SIDE_MOST;
	return is_kept ? frames : 1;
}

/* What the head says and what the decoder found may differ: a GIF's frame may be larger than its
 * canvas. */
static enum picture_verdict load(
	struct text bytes, enum picture_kind kind, VipsImage **ret_image, int *ret_frames)
{
	void *data = (void *)bytes.data;
	VipsImage *image = kinds[kind].load(data, bytes.size, 1);
	if (!image)
		return PICTURE_BROKEN;
	if (is_too_large((uint64_t)image->Xsize, (uint64_t)image->Ysize)) {
		g_object_unref(image);
		return PICTURE_TOO_LARGE;
	}
	*ret_frames = count_frames(image);
	if (*ret_frames > 1) {
		g_object_unref(image);
		image = kinds[kind].load(data, bytes.size, *ret_frames);
	}
	*ret_image = image;
	return image ? PICTURE_CLEAN : PICTURE_BROKEN;
}

/* --- what is done to it, step by step --------------------------------------------------------- */
/* Each step takes an image over and gives the next; NULL when it failed. */
typedef VipsImage *(*remake_step)(VipsImage *image, int frames);

static VipsImage *take(VipsImage *former, VipsImage *image)
{
	g_object_unref(former);
	return image;
}

/* Decoded once, to its end: what follows may look at it in any order, and none of it is broken. */
static VipsImage *decode(VipsImage *image, int frames)
{
	(void)frames;
	return take(image, vips_image_copy_memory(image));
}

static VipsImage *turn_upright(VipsImage *image, int frames)
{
	VipsImage *upright = NULL;
	if (frames > 1)
		return image;
	(void)vips_autorot(image, &upright, NULL);
	return take(image, upright);
}

/* By its own profile where it has one that is understood. */
static VipsImage *bring_to_srgb(VipsImage *image, int frames)
{
	VipsImage *srgb = NULL;
	bool is_cmyk = vips_image_get_interpretation(image) == VIPS_INTERPRETATION_CMYK;
	bool is_grey = vips_image_get_bands(image) < 3;
	bool has_profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
	(void)frames;
	if (is_cmyk || (has_profile && !is_grey))
		(void)vips_icc_transform(image, &srgb, "srgb", "embedded", TRUE, "input_profile",
			is_cmyk ? "cmyk" : "srgb", "depth", 8, NULL);
	if (!srgb)
		(void)vips_colourspace(image, &srgb,
			is_grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL);
	return take(image, srgb);
}

static VipsImage *to_bytes(VipsImage *image)
{
	VipsImage *bytes = NULL;
	(void)vips_cast_uchar(image, &bytes, NULL);
	return take(image, bytes);
}

/* What cannot be seen through has no part in its neighbours' colour. */
static VipsImage *shrink_with_alpha(VipsImage *image, double scale)
{
	VipsImage *weighted = NULL;
	VipsImage *smaller = NULL;
	VipsImage *plain = NULL;
	if (vips_premultiply(image, &weighted, NULL) == 0)
		(void)vips_resize(weighted, &smaller, scale, NULL);
	if (smaller)
		(void)vips_unpremultiply(smaller, &plain, NULL);
	g_clear_object(&weighted);
	g_clear_object(&smaller);
	return plain;
}

static VipsImage *make_smaller(VipsImage *image, int frames)
{
	int longest = VIPS_MAX(image->Xsize, image->Ysize);
	VipsImage *smaller = NULL;
	if (frames > 1 || longest <= PICTURE_SIDE_MOST)
		return image;
	double scale = (double)PICTURE_SIDE_MOST / longest;
	if (vips_image_hasalpha(image))
		smaller = shrink_with_alpha(image, scale);
	else
		(void)vips_resize(image, &smaller, scale, NULL);
	return take(image, smaller);
}

static VipsImage *narrow(VipsImage *image, int frames)
{
	(void)frames;
	return image->BandFmt == VIPS_FORMAT_UCHAR ? image : to_bytes(image);
}

/* What encoders need; all else goes, whatever they would do with it. */
static void *forget_in(VipsImage *image, const char *name, GValue *value, void *bare)
{
	static const char *const kept[] = {
		VIPS_META_PAGE_HEIGHT, VIPS_META_N_PAGES, "delay", "loop", "gif-palette"};
	(void)image;
	(void)value;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (strcmp(name, kept[i]) == 0)
			return NULL;
	(void)vips_image_remove(bare, name);
	return NULL;
}

static VipsImage *forget_the_rest(VipsImage *image, int frames)
{
	VipsImage *bare = NULL;
	(void)frames;
	if (vips_copy(image, &bare, NULL) == 0)
		(void)vips_image_map(image, forget_in, bare);
	return take(image, bare);
}

static const remake_step steps[] = {
	decode, turn_upright, bring_to_srgb, make_smaller, narrow, forget_the_rest};

/* --- all of it -------------------------------------------------------------------------------- */
static enum picture_verdict save(
	VipsImage *image, enum picture_kind kind, int frames, struct picture *ret_picture)
{
	void *data = NULL;
	size_t size = 0;
	struct picture picture = {.frames = (uint32_t)frames};
	if (kinds[kind].save(image, &data, &size) != 0)
		return PICTURE_BROKEN;
	picture.bytes = (struct text){data, size};
	if (size > PICTURE_SIZE_MOST)
		return PICTURE_TOO_LARGE;
	if (!picture_head_read(picture.bytes, &picture.head))
		return PICTURE_BROKEN;
	*ret_picture = picture;
	return PICTURE_CLEAN;
}

enum picture_verdict remake(struct text bytes, struct picture *ret_picture)
{
	struct picture_head head;
	VipsImage *image = NULL;
	int frames = 1;
	if (!picture_head_read(bytes, &head))
		return PICTURE_FOREIGN;
	if (is_too_large(head.width, head.height))
		return PICTURE_TOO_LARGE;
	enum picture_verdict verdict = load(bytes, head.kind, &image, &frames);
	for (size_t i = 0; image && i < sizeof steps / sizeof steps[0]; i++)
		image = steps[i](image, frames);
	if (verdict != PICTURE_CLEAN || !image)
		return verdict == PICTURE_CLEAN ? PICTURE_BROKEN : verdict;
	verdict = save(image, head.kind, frames, ret_picture);
	g_object_unref(image);
	return verdict;
}
