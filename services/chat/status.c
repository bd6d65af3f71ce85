/* The statuses of a session and their moves: two tables. */
#include "status.h"

static const struct {
	struct text word;
	bool is_queued;
} statuses[SESSION_STATUS_COUNT] = {
	[SESSION_WAITING] = {{"waiting", 7}, true},
	[SESSION_ACTIVE] = {{"active", 6}, false},
	[SESSION_TRANSFERRED] = {{"transferred", 11}, true},
	[SESSION_ENDED] = {{"ended", 5}, false},
};

static const bool moves[][SESSION_STATUS_COUNT] = {
	[MOVE_ASSIGN] = {[SESSION_WAITING] = true, [SESSION_TRANSFERRED] = true},
	[MOVE_TRANSFER] = {[SESSION_ACTIVE] = true},
	[MOVE_END] =
		{[SESSION_WAITING] = true, [SESSION_ACTIVE] = true, [SESSION_TRANSFERRED] = true},
};

bool session_status_parse(struct text word, enum session_status *ret_status)
{
	for (size_t i = 0; i < SESSION_STATUS_COUNT; i++) {
		if (text_equals(word, statuses[i].word)) {
			*ret_status = (enum session_status)i;
			return true;
		}
	}
	return false;
}

bool session_status_is_queued(enum session_status status)
{
	return statuses[status].is_queued;
}

size_t session_move_from(enum session_move move, struct text ret_words[SESSION_STATUS_COUNT])
{
	size_t count = 0;
	for (size_t i = 0; i < SESSION_STATUS_COUNT; i++) {
		if (moves[move][i])
			ret_words[count++] = statuses[i].word;
	}
	return count;
}
