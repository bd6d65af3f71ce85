/* Sentences stand in a table, one a language. */
#include "inbound/content.h"

#include "base/json.h"
#include "inbound/quote.h"
#include "mail/mime_text.h"

enum { NOTE_MOST = 2000, NAMED_MOST = 5 };

struct words {
	struct text locale;
	const char *goes_on, *empty, *one_file, *files, *and, *more;
};

static const struct words languages[] = {
	{TEXT("en"), "[The mail goes on: this is its beginning.]", "[The mail has no text.]",
		"attachment was not taken over", "attachments were not taken over", "and", "more"},
	{TEXT("de"), "[Die Mail geht weiter: Dies ist ihr Anfang.]", "[Die Mail hat keinen Text.]",
		"Anhang wurde nicht übernommen", "Anhänge wurden nicht übernommen", "und",
		"weitere"},
};

static const struct words *words_of(struct text locale)
{
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (text_equals(locale, languages[i].locale))
			return &languages[i];
	return &languages[0];
}

/* "20 KB" */
static struct text write_size(struct arena *arena, size_t size)
{
	if (size < 1024)
		return arena_printf(arena, "%zu B", size);
	if (size < (size_t)1024 * 1024)
		return arena_printf(arena, "%zu KB", (size + 512) / 1024);
	return arena_printf(arena, "%.1f MB", (double)size / (1024 * 1024));
}

static struct text write_file(struct arena *arena, const struct mime_file *file)
{
	struct text size = write_size(arena, file->size);
	if (file->name.size == 0)
		return size;
	return arena_printf(arena, "%.*s (%.*s)", TEXT_ARG(file->name), TEXT_ARG(size));
}

/* "[1 attachment was not taken over: invoice.pdf (20 KB)]" */
static struct text write_files(
	struct arena *arena, const struct mail_reading *reading, const struct words *words)
{
	size_t count = reading->file_count;
	size_t named = count < NAMED_MOST ? count : NAMED_MOST;
	struct text note =
		arena_printf(arena, "%zu %s", count, count == 1 ? words->one_file : words->files);
	for (size_t i = 0; i < named; i++) {
		struct text file = write_file(arena, &reading->files[i]);
		note = arena_printf(
			arena, "%.*s%s%.*s", TEXT_ARG(note), i ? ", " : ": ", TEXT_ARG(file));
	}
	if (count > named)
		note = arena_printf(arena, "%.*s %s %zu %s", TEXT_ARG(note), words->and,
			count - named, words->more);
	return arena_printf(arena, "[%.*s]", TEXT_ARG(text_cut(note, NOTE_MOST)));
}

static struct text append(struct arena *arena, struct text text, struct text note)
{
	return arena_printf(
		arena, "%.*s%s%.*s", TEXT_ARG(text), text.size ? "\n\n" : "", TEXT_ARG(note));
}

struct text content_message(struct arena *arena, const struct mail_reading *reading,
	bool has_subject, struct text locale)
{
	enum { NOTES_MOST = NOTE_MOST + MIME_LINE_MOST + 200 };
	const struct words *words = words_of(locale);
	struct text own = quote_cut(reading->text);
	struct text text = text_cut(own, MESSAGE_SIZE_MAX - NOTES_MOST);
	bool is_cut =
		text.size < own.size || (reading->is_text_cut && own.size == reading->text.size);
	if (text.size == 0)
		text = text_from(words->empty);
	if (has_subject && reading->subject.size > 0)
		text = append(arena, reading->subject, text);
	if (is_cut)
		text = append(arena, text, text_from(words->goes_on));
	if (reading->file_count > 0)
		text = append(arena, text, write_files(arena, reading, words));
	return text;
}

static void put_file(struct json_writer *json, const struct mime_file *file)
{
	json_open_object(json);
	json_put_name(json, "name");
	json_put_text(json, file->name);
	json_put_name(json, "size");
	json_put_int64(json, (int64_t)file->size);
	json_close_object(json);
}

static void put_text(struct json_writer *json, const char *name, struct text text)
{
	if (text_is_absent(text))
		return;
	json_put_name(json, name);
	json_put_text(json, text);
}

struct text content_json(
	struct arena *arena, const struct mail_reading *reading, struct text message)
{
	struct json_writer json;
	size_t named =
		reading->file_count < MIME_FILES_MOST ? reading->file_count : MIME_FILES_MOST;
	json_writer_init(&json, arena);
	json_open_object(&json);
	put_text(&json, "message", message);
	put_text(&json, "subject", reading->subject);
	put_text(&json, "fromName", reading->from_name);
	put_text(&json, "text", reading->text);
	json_put_name(&json, "files");
	json_open_array(&json);
	for (size_t i = 0; i < named; i++)
		put_file(&json, &reading->files[i]);
	json_close_array(&json);
	json_close_object(&json);
	return json_writer_text(&json);
}
