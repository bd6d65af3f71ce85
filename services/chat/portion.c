/* Portions of pages. */
#include "portion.h"

struct portion portion_of(const struct text *items, size_t count, size_t bytes_most, bool is_newest)
{
	size_t bytes = 0, taken = 0;
	for (; taken < count; taken++) {
		bytes += items[is_newest ? count - 1 - taken : taken].size + 1; /* its comma */
		if (taken > 0 && bytes > bytes_most)
			break;
	}
	return (struct portion){items, is_newest ? count - taken : 0, taken};
}

size_t portion_size(const struct portion *portion)
{
	size_t size = 0;
	for (size_t i = 0; i < portion->count; i++)
		size += portion->items[portion->first + i].size;
	return size;
}

void portion_put(const struct portion *portion, struct json_writer *writer)
{
	json_make_room(writer, portion_size(portion) + portion->count);
	json_open_array(writer);
	for (size_t i = 0; i < portion->count; i++)
		json_put_raw(writer, portion->items[portion->first + i]);
	json_close_array(writer);
}
