/* GMime parses; this walks what it made, part by part, and takes what is to be read. */
#include "mail/mime.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

#include "mail/html_text.h"
#include "mail/mime_bomb.h"
#include "mail/mime_text.h"

enum { SOURCE_MOST = 1 << 20 /* of a text, HTML among them, that is looked at */ };

void mime_prepare(void)
{
	g_mime_init();
}

/* --- headers ---------------------------------------------------------------------------------- */
/* "auto-replied; x=y" says auto-replied. */
static struct text word_of(struct arena *arena, GMimeObject *object, const char *name)
{
	const char *value = g_mime_object_get_header(object, name);
	if (!value)
		return TEXT_ABSENT;
	struct text line = mime_clean_line(arena, text_from(value));
	char *word = g_ascii_strdown(line.data, (gssize)strcspn(line.data, " ;"));
	struct text lowered = arena_copy(arena, text_from(word));
	g_free(word);
	return lowered;
}

static void read_from(struct arena *arena, GMimeMessage *message, struct mail_reading *reading)
{
	InternetAddressList *list = g_mime_message_get_from(message);
	InternetAddress *first = list && internet_address_list_length(list) > 0
					 ? internet_address_list_get_address(list, 0)
					 : NULL;
	struct email email;
	if (!first || !INTERNET_ADDRESS_IS_MAILBOX(first))
		return;
	const char *name = internet_address_get_name(first);
	const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
	if (name && *name)
		reading->from_name = mime_clean_line(arena, text_from(name));
	if (address && email_read(text_from(address), &email) == ERR_NONE)
		reading->from_address = arena_copy(arena, text_from(email.normal));
}

/* Without an id of its own, a mail that comes again is known by what it is. */
static struct text reckon_id(struct arena *arena, struct text message)
{
	char *digest = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)message.data, message.size);
	struct text id = arena_printf(arena, "%s@nowhere.invalid", digest);
	g_free(digest);
	return id;
}

static struct text id_of(struct arena *arena, GMimeMessage *parsed, struct text message)
{
	const char *id = g_mime_message_get_message_id(parsed);
	struct text whole = id ? text_from(id) : TEXT("");
	bool is_usable = whole.size > 0 && whole.size <= MIME_ID_MOST;
	for (size_t i = 0; i < whole.size && is_usable; i++)
		is_usable = whole.data[i] > ' ' && whole.data[i] <= '~' && whole.data[i] != '<' &&
			    whole.data[i] != '>';
	return is_usable ? arena_copy(arena, whole) : reckon_id(arena, message);
}

static void read_headers(struct arena *arena, GMimeMessage *parsed, struct text message,
	struct mail_reading *reading)
{
	GMimeObject *object = GMIME_OBJECT(parsed);
	const char *subject = g_mime_message_get_subject(parsed);
	reading->message_id = id_of(arena, parsed, message);
	read_from(arena, parsed, reading);
	if (subject)
		reading->subject = mime_clean_line(arena, text_from(subject));
	reading->auto_submitted = word_of(arena, object, "Auto-Submitted");
	reading->precedence = word_of(arena, object, "Precedence");
	reading->is_suppressing = g_mime_object_get_header(object, "X-Auto-Response-Suppress");
	reading->is_listed = g_mime_object_get_header(object, "List-Id");
}

/* --- parts ------------------------------------------------------------------------------------ */
struct walk {
	struct arena *arena;
	struct mail_reading *reading;
	struct text plain, html; /* of the first of its kind that is no attachment */
	size_t depth;
};

static void walk_object(struct walk *walk, GMimeObject *object);

/* Decoded to its end, which is never kept: it has as many bytes as this counts. */
static size_t size_of(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *nowhere = g_mime_stream_null_new();
	gssize size = content ? g_mime_data_wrapper_write_to_stream(content, nowhere) : 0;
	g_object_unref(nowhere);
	return size > 0 ? (size_t)size : 0;
}

static void note_file(struct walk *walk, const char *name, size_t size)
{
	struct mail_reading *reading = walk->reading;
	if (reading->file_count < MIME_FILES_MOST)
		reading->files[reading->file_count] = (struct mime_file){
			.name = mime_clean_line(walk->arena, text_from(name ? name : "")),
			.size = size};
	reading->file_count++;
}

static bool is_attachment(GMimeObject *object)
{
	const char *disposition = g_mime_object_get_disposition(object);
	return disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
}

/* The text as GMime makes UTF-8 of its charset. What says nothing of that, and is no UTF-8, is most
 * often Windows'. */
static struct text text_of(struct walk *walk, GMimeTextPart *part)
{
	char *text = g_mime_text_part_get_text(part);
	char *converted = NULL;
	struct text whole = text_from(text ? text : "");
	if (!g_mime_text_part_get_charset(part) && !text_is_utf8(whole))
		converted = g_convert(text, -1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
	if (converted)
		whole = text_from(converted);
	struct text taken = mime_clean_lines(walk->arena, text_cut(whole, SOURCE_MOST));
	g_free(converted);
	g_free(text);
	return taken;
}

static void walk_text(struct walk *walk, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	bool is_html = g_mime_content_type_is_type(type, "text", "html");
	struct text *place = is_html ? &walk->html : &walk->plain;
	if (text_is_absent(*place))
		*place = text_of(walk, GMIME_TEXT_PART(object));
	else
		note_file(walk, g_mime_part_get_filename(GMIME_PART(object)),
			size_of(GMIME_PART(object)));
}

/* A field of a part of a report (RFC 3464, 2.3), as "Status"; it may be there for several. */
static struct text field_of(struct text text, struct text name)
{
	while (text.size > 0) {
		const char *end = memchr(text.data, '\n', text.size);
		struct text line = {text.data, end ? (size_t)(end - text.data) : text.size};
		struct text head = {line.data, line.size < name.size ? line.size : name.size};
		if (text_equals_folded(head, name))
			return text_trim(
				(struct text){line.data + name.size, line.size - name.size},
				TEXT(" \t"));
		size_t taken = line.size + (end ? 1 : 0);
		text = (struct text){text.data + taken, text.size - taken};
	}
	return TEXT_ABSENT;
}

/* "rfc822; ada@shop.example" */
static struct text address_of(struct arena *arena, struct text field)
{
	struct email email;
	const char *semicolon = field.size ? memchr(field.data, ';', field.size) : NULL;
	if (!semicolon)
		return TEXT_ABSENT;
	size_t taken = (size_t)(semicolon - field.data) + 1;
	struct text typed =
		text_trim((struct text){field.data + taken, field.size - taken}, TEXT(" \t<>"));
	return email_read(typed, &email) == ERR_NONE ? arena_copy(arena, text_from(email.normal))
						     : TEXT_ABSENT;
}

static void walk_report(struct walk *walk, GMimePart *part)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	if (content)
		(void)g_mime_data_wrapper_write_to_stream(content, stream);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	struct text text =
		mime_clean_lines(walk->arena, (struct text){(const char *)bytes->data, bytes->len});
	walk->reading->is_report = true;
	walk->reading->failed_address =
		address_of(walk->arena, field_of(text, TEXT("Final-Recipient:")));
	walk->reading->failed_status = text_cut(field_of(text, TEXT("Status:")), MIME_STATUS_MOST);
	g_object_unref(stream);
}

static void walk_part(struct walk *walk, GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	if (g_mime_content_type_is_type(type, "message", "delivery-status"))
		walk_report(walk, GMIME_PART(object));
	else if (GMIME_IS_TEXT_PART(object) && !is_attachment(object))
		walk_text(walk, object);
	else
		note_file(walk, g_mime_part_get_filename(GMIME_PART(object)),
			size_of(GMIME_PART(object)));
}

static void walk_multipart(struct walk *walk, GMimeMultipart *multipart)
{
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count; i++)
		walk_object(walk, g_mime_multipart_get_part(multipart, i));
}

/* What lies deeper than anybody's mail does is not looked at. */
static void walk_object(struct walk *walk, GMimeObject *object)
{
	if (!object || walk->depth == MIME_DEPTH_MOST)
		return;
	walk->depth++;
	if (GMIME_IS_MULTIPART(object))
		walk_multipart(walk, GMIME_MULTIPART(object));
	else if (GMIME_IS_MESSAGE_PART(object))
		note_file(walk, "message.eml", 0);
	else if (GMIME_IS_PART(object))
		walk_part(walk, object);
	walk->depth--;
}

static void read_parts(struct arena *arena, GMimeMessage *parsed, struct mail_reading *reading)
{
	struct walk walk = {.arena = arena, .reading = reading};
	struct text text;
	walk_object(&walk, g_mime_message_get_mime_part(parsed));
	text = walk.plain;
	if (mime_is_blank(text) && !text_is_absent(walk.html))
		text = mime_clean_lines(arena, html_text(arena, walk.html));
	if (text_is_absent(text))
		text = TEXT("");
	reading->is_text_cut = text.size > MIME_TEXT_MOST;
	reading->text = text_cut(text, MIME_TEXT_MOST);
}

/* --- the whole -------------------------------------------------------------------------------- */
static GMimeMessage *parse(struct text message)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(message.data, message.size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *parsed = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return parsed;
}

enum err mime_read(struct arena *arena, struct text message, struct mail_reading *ret_reading)
{
	struct mail_reading reading = {0};
	struct text looked_at = mime_cut_parts(message);
	GMimeMessage *parsed =
		looked_at.size > 0 && !mime_is_bomb(looked_at) ? parse(looked_at) : NULL;
	if (!parsed)
		return ERR_INVALID;
	read_headers(arena, parsed, message, &reading);
	read_parts(arena, parsed, &reading);
	reading.is_text_cut |= looked_at.size < message.size;
	g_object_unref(parsed);
	*ret_reading = reading;
	return ERR_NONE;
}
