/* Any bytes as the rating page's form, and as Accept-Language up to a line's end: what is kept is
 * text within the bounds, and the page on which it comes again is one. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "rating/page.h"

static void check_page(struct arena *arena, const struct rating_form *form, struct text accepted)
{
	const struct page page = {.kind = PAGE_FORM,
		.words = words_find(accepted),
		.tenant = form->feedback,
		.color = accepted,
		.nonce = TEXT("nonce"),
		.rating = form->rating,
		.feedback = text_is_absent(form->feedback) ? TEXT("") : form->feedback,
		.address = TEXT("/csat/x"),
		.stamp = TEXT("stamp")};
	struct text html = page_write(arena, &page);
	assert(text_is_utf8(html));
	assert(!memmem(html.data, html.size, "<script", 7));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *end = size ? memchr(bytes, '\n', size) : NULL;
	size_t head = end ? (size_t)(end - bytes) : 0;
	struct rating_form form;
	struct arena arena;
	arena_init(&arena);
	enum form_fault fault = form_read(&arena, (struct text){bytes + head, size - head}, &form);
	assert(form.rating >= 0 && form.rating <= RATING_MOST);
	assert(fault != FORM_WHOLE || form.rating > 0);
	assert(text_is_absent(form.feedback) || form.feedback.size > 0);
	assert(fault == FORM_TOO_LONG || text_is_absent(form.feedback) ||
		form.feedback.size <= FEEDBACK_SIZE_MAX);
	check_page(&arena, &form, (struct text){bytes, head});
	arena_done(&arena);
	return 0;
}
