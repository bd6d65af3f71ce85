/* VERSION first, then the test file by INSTREAM, each on a connection of its own. */
#include "scan/look.h"

#include <string.h>

/* The test file of EICAR (eicar.org), backwards: this program is not to be found by scanners. */
static const char backwards[] =
	"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X";

enum { TEST_SIZE = sizeof(backwards) - 1 };

static const struct text version_command = {"zVERSION", sizeof("zVERSION")};
static const struct text stream_command = {"zINSTREAM", sizeof("zINSTREAM")};

static void finish(struct scan_look *look, enum scan_state state)
{
	look->state = state;
	look->looked(look);
}

/* --- the question ----------------------------------------------------------------------------- */
static struct text test_file(void)
{
	static char file[TEST_SIZE];
	for (size_t i = 0; i < TEST_SIZE; i++)
		file[i] = backwards[TEST_SIZE - 1 - i];
	return (struct text){file, TEST_SIZE};
}

static void ask_version(struct scan_look *look)
{
	if (look->said++ == 0)
		scan_link_command(look->link, version_command);
}

static void ask_verdict(struct scan_look *look)
{
	switch (look->said++) {
	case 0:
		scan_link_command(look->link, stream_command);
		break;
	case 1:
		scan_link_chunk(look->link, test_file());
		break;
	case 2:
		scan_link_finish(look->link);
		break;
	default:
		break;
	}
}

static void ready(struct scan_owner *owner)
{
	struct scan_look *look = CONTAINER_OF(owner, struct scan_look, owner);
	if (look->is_probing)
		ask_verdict(look);
	else
		ask_version(look);
}

/* --- the answer ------------------------------------------------------------------------------- */
static void connect_again(struct scan_look *look)
{
	look->said = 0;
	look->link = scan_link_open(look->env, look->address, &look->owner);
}

static void judge(struct scan_look *look, const struct scan_reply *reply)
{
	char name[SCAN_NAME_MOST + 1];
	enum scan_word word = scan_reply_word(reply, name);
	finish(look, word == SCAN_WORD_FOUND   ? SCAN_READY
		     : word == SCAN_WORD_CLEAN ? SCAN_BLIND
					       : SCAN_AWAY);
}

static void ended(struct scan_owner *owner, const struct scan_reply *reply)
{
	struct scan_look *look = CONTAINER_OF(owner, struct scan_look, owner);
	struct scan_reply kept = *reply;
	scan_link_close(&look->link);
	if (look->is_probing) {
		judge(look, &kept);
	} else if (!scan_version_read(&kept, &look->version)) {
		finish(look, SCAN_AWAY);
	} else {
		look->is_probing = true;
		connect_again(look);
	}
}

void scan_look_begin(
	const struct env *env, const struct scan_address *address, struct scan_look *look)
{
	look->env = env;
	look->address = address;
	look->owner = (struct scan_owner){ready, ended};
	look->is_probing = false;
	look->version = (struct scan_version){0};
	connect_again(look);
}

void scan_look_stop(struct scan_look *look)
{
	scan_link_close(&look->link);
}
