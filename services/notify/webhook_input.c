/* Addresses, descriptions and events of webhooks' endpoints. */
#include "notify/webhook_input.h"

#include "base/typed.h"
#include "outside/url.h"

/* What happens, as endpoints choose among it. */
static const char *const events[] = {"conversation_created", "message_created",
	"conversation_ended", "ticket_created", "ticket_updated", "ticket_resolved",
	"ticket_commented", "csat_sent", "csat_responded", "csat_low"};

/* --- events -------------------------------------------------------------------------------- */
static bool find_event(struct text name, struct text *ret_event)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		*ret_event = text_from(events[i]);
		if (text_equals(name, *ret_event))
			return true;
	}
	return false;
}

static bool has_event(const struct webhook_input *input, struct text event)
{
	for (size_t i = 0; i < input->event_count; i++)
		if (text_equals(input->event_items[i], event))
			return true;
	return false;
}

static const char *read_events(
	struct arena *arena, const struct json *list, struct webhook_input *input)
{
	static const char fault[] =
		"events must be a list of what there is to be told, one at least.";
	struct json_writer writer;
	if (json_count(list) == 0)
		return fault;
	input->event_items =
		arena_array(arena, sizeof(events) / sizeof(*events), sizeof(struct text));
	json_writer_init(&writer, arena);
	json_open_array(&writer);
	for (size_t i = 0; i < json_count(list); i++) {
		struct text name, event;
		if (!json_text(json_element(list, i), &name) || !find_event(name, &event))
			return fault;
		if (has_event(input, event))
			continue;
		input->event_items[input->event_count++] = event;
		json_put_text(&writer, event);
	}
	json_close_array(&writer);
	input->events = json_writer_text(&writer);
	return NULL;
}

static const char *read_description(
	struct arena *arena, const struct json *value, struct webhook_input *input)
{
	if (!json_text(value, &input->description) ||
		input->description.size > WEBHOOK_DESCRIPTION_SIZE_MAX)
		return "description must be a text of up to 255 bytes.";
	const char *fault = typed_take(arena, TYPED_LINE, &input->description);
	return fault ? arena_string(arena, "description %s", fault) : NULL;
}

static const char *read_state(const struct json *value, struct webhook_input *input)
{
	if (!json_text(value, &input->state) ||
		(!text_equals(input->state, TEXT("active")) &&
			!text_equals(input->state, TEXT("disabled"))))
		return "state must be active or disabled.";
	return NULL;
}

const char *webhook_input_read(struct arena *arena, const struct json *body, bool is_http_allowed,
	struct webhook_input *ret_input)
{
	const struct json *url = json_member(body, "url");
	const struct json *description = json_member(body, "description");
	const struct json *list = json_member(body, "events");
	const struct json *state = json_member(body, "state");
	struct text typed = TEXT_ABSENT;
	const char *fault = NULL;
	*ret_input = (struct webhook_input){0};
	if (url && !json_text(url, &typed))
		return "url must be a text.";
	if (url)
		fault = outside_url_read(arena, typed, is_http_allowed, &ret_input->url);
	if (fault)
		return arena_string(arena, "url %s", fault);
	if (!fault && description)
		fault = read_description(arena, description, ret_input);
	if (!fault && list)
		fault = read_events(arena, list, ret_input);
	if (!fault && state)
		fault = read_state(state, ret_input);
	return fault;
}
