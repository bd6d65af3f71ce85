/* Master key files are judged before they are believed; keys wrap keys, each for its own place. */
#include "unit.h"

#include "crypto/key_file.h"
#include "crypto/keyring.h"
#include "crypto/open_vaults.h"
#include "crypto/reply_token.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEX_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

struct fixture {
	struct arena arena;
	char folder[64];
	const char *reason;
	struct keyring *ring;
};

static int make_folder(void **state)
{
	static const char template[] = "/tmp/frontdesk-test-XXXXXX";
	struct fixture *f = calloc(1, sizeof *f);

	arena_init(&f->arena);
	memcpy(f->folder, template, sizeof template);
	f->reason = "";
	*state = f;
	return mkdtemp(f->folder) ? 0 : -1;
}

static const char *in_folder(struct fixture *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->folder, name).data;
}

static int drop_folder(void **state)
{
	struct fixture *f = *state;
	DIR *directory = opendir(f->folder);
	const struct dirent *entry;

	while ((entry = readdir(directory)))
		(void)unlink(in_folder(f, entry->d_name));
	closedir(directory);
	rmdir(f->folder);
	keyring_free(&f->ring);
	arena_done(&f->arena);
	free(f);
	return 0;
}

static void put_file(struct fixture *f, const char *name, const char *content, mode_t mode)
{
	const char *path = in_folder(f, name);

	(void)unlink(path); /* one of mode 0400 could not be opened again */
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	close(fd);
	assert_int_equal(chmod(path, mode), 0);
}

static enum err load(struct fixture *f)
{
	keyring_free(&f->ring);
	return keyring_load(f->folder, &f->arena, &f->ring, &f->reason);
}

static void refused(struct fixture *f, const char *remedy)
{
	assert_int_equal(load(f), ERR_DENIED);
	assert_null(f->ring);
	if (!strstr(f->reason, remedy))
		fail_msg("the reason lacks \"%s\": %s", remedy, f->reason);
	assert_null(strstr(f->reason, "00112233"));
}

static void keys_of_their_owner_alone_are_read(void **state)
{
	struct fixture *f = *state;

	put_file(f, "a.key", HEX_A "\n", 0400);
	put_file(f, "b.key", HEX_B, 0600);
	put_file(f, "README", "not a key", 0644);
	put_file(f, ".hidden.key", "not a key", 0644);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(keyring_count(f->ring), 2);
}

static void the_last_name_is_the_newest_master(void **state)
{
	struct fixture *f = *state;

	put_file(f, "a.key", HEX_A, 0400);
	assert_int_equal(load(f), ERR_NONE);
	const struct uuid a = keyring_master_id(f->ring, 0);
	put_file(f, "b.key", HEX_B, 0400);
	assert_int_equal(load(f), ERR_NONE);
	assert_true(uuid_equals(keyring_master_id(f->ring, 1), a));
	assert_false(uuid_equals(keyring_master_id(f->ring, 0), a));
}

static void a_key_that_others_can_reach_is_refused(void **state)
{
	static const mode_t modes[] = {0440, 0404, 0420, 0402, 0444, 0640, 0644, 0666};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		put_file(f, "a.key", HEX_A, modes[i]);
		refused(f, "chmod 400");
	}
}

static void a_malformed_key_is_refused(void **state)
{
	static const char *const contents[] = {
		"", "\n", "0011", HEX_A "00", HEX_A "\n\n", " " HEX_A, "g" HEX_A, HEX_A " \n"};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
		put_file(f, "a.key", contents[i], 0400);
		refused(f, "64 hex digits");
	}
}

static void a_link_passes_when_its_target_does(void **state)
{
	struct fixture *f = *state;

	put_file(f, "target", HEX_A, 0400);
	assert_int_equal(symlink("target", in_folder(f, "a.key")), 0);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(chmod(in_folder(f, "target"), 0440), 0);
	refused(f, "chmod 400");
}

/* The mode's group bits then show the list's mask. */
static void give_list(struct fixture *f, const char *name, uint16_t group_owner, uint32_t user)
{
	const struct {
		uint32_t version;
		struct {
			uint16_t tag, permissions;
			uint32_t id;
		} entries[5];
	} list = {2, {{0x01, 4, UINT32_MAX}, {0x02, 4, user}, {0x04, group_owner, UINT32_MAX},
			     {0x10, 4, UINT32_MAX}, {0x20, 0, UINT32_MAX}}};

	put_file(f, name, HEX_A, 0400);
	assert_int_equal(
		setxattr(in_folder(f, name), "system.posix_acl_access", &list, sizeof list, 0), 0);
}

static void an_access_list_for_us_alone_passes(void **state)
{
	struct fixture *f = *state;

	give_list(f, "a.key", 0, geteuid());
	assert_int_equal(load(f), ERR_NONE);
}

static void an_access_list_for_somebody_else_is_refused(void **state)
{
	struct fixture *f = *state;

	give_list(f, "a.key", 0, geteuid() + 1);
	refused(f, "chmod 400");
	give_list(f, "a.key", 4, geteuid());
	refused(f, "chmod 400");
}

static void what_is_no_regular_file_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkfifo(in_folder(f, "a.key"), 0400), 0);
	refused(f, "not a regular file");
}

static void a_folder_that_others_can_write_is_refused(void **state)
{
	struct fixture *f = *state;

	put_file(f, "a.key", HEX_A, 0400);
	assert_int_equal(chmod(f->folder, 0770), 0);
	refused(f, "chmod 700");
	assert_int_equal(chmod(f->folder, 0700), 0);
}

static void an_empty_or_missing_folder_names_the_command_that_helps(void **state)
{
	struct fixture *f = *state;

	refused(f, "frontdesk key init");
	assert_int_equal(
		keyring_load("/nowhere/at/all", &f->arena, &f->ring, &f->reason), ERR_DENIED);
	assert_non_null(strstr(f->reason, "frontdesk key init"));
}

static void too_many_keys_are_refused(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i <= KEY_FILES_MAX; i++)
		put_file(f, arena_printf(&f->arena, "%02d.key", i).data, HEX_A, 0400);
	refused(f, "move retired ones away");
}

static void a_made_key_loads_and_is_never_overwritten(void **state)
{
	struct fixture *f = *state;
	const char *path = NULL;
	struct stat status;

	assert_int_equal(keyring_init(f->folder, &f->arena, &path, &f->reason), ERR_NONE);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0400);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(keyring_init(f->folder, &f->arena, &path, &f->reason), ERR_CONFLICT);
}

static void what_a_killed_init_left_is_not_believed(void **state)
{
	struct fixture *f = *state;
	const char *path = NULL;

	put_file(f, ".master-20260101-000000.key.17", "0123", 0400);
	assert_int_equal(keyring_init(f->folder, &f->arena, &path, &f->reason), ERR_NONE);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(keyring_count(f->ring), 1);
}

/* --- wrapping --------------------------------------------------------------------------------- */
static const struct uuid tenant_a = {{0xA}}, tenant_b = {{0xB}}, session_1 = {{1}},
			 session_2 = {{2}};

static int make_ring(void **state)
{
	struct fixture *f;

	if (make_folder(state))
		return -1;
	f = *state;
	put_file(f, "a.key", HEX_A, 0400);
	return load(f) == ERR_NONE ? 0 : -1;
}

static struct tenant_keys *open_new_tenant(struct fixture *f, struct uuid tenant_id)
{
	struct tenant_keys *keys = NULL;
	struct uuid key_id;
	const struct text wrapped = keyring_make_tenant_key(f->ring, &f->arena, tenant_id, &key_id);

	assert_int_equal(keyring_open_tenant(f->ring, tenant_id, &wrapped, 1, &keys), ERR_NONE);
	return keys;
}

static void a_session_key_opens_for_its_session_alone(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *keys = open_new_tenant(f, tenant_a);
	struct seal_key key, again;
	const struct text wrapped = session_key_make(keys, &f->arena, session_1);

	assert_int_equal(session_key_open(keys, session_1, wrapped, &key), ERR_NONE);
	assert_int_equal(session_key_open(keys, session_1, wrapped, &again), ERR_NONE);
	assert_memory_equal(&key, &again, sizeof key);
	assert_int_equal(session_key_open(keys, session_2, wrapped, &key), ERR_UNREADABLE);
	tenant_keys_free(&keys);
}

static void keys_that_gave_way_to_other_tenants_are_opened_anew(void **state)
{
	enum { OTHERS = 1100 };
	struct fixture *f = *state;
	struct tenant_keys *keys = open_new_tenant(f, tenant_a);
	struct tenant_keys *others[OTHERS];
	struct seal_key key;
	const struct text wrapped = session_key_make(keys, &f->arena, session_1);

	assert_true(open_vaults_most() < OTHERS);
	for (size_t i = 0; i < OTHERS; i++)
		others[i] = open_new_tenant(f, tenant_b);
	assert_int_equal(session_key_open(keys, session_1, wrapped, &key), ERR_NONE);
	assert_true(uuid_equals(tenant_keys_tenant(keys), tenant_a));
	seal_key_wipe(&key);
	for (size_t i = 0; i < OTHERS; i++)
		tenant_keys_free(&others[i]);
	tenant_keys_free(&keys);
}

static void a_session_key_opens_for_its_tenant_alone(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *a = open_new_tenant(f, tenant_a), *b = open_new_tenant(f, tenant_b);
	const struct text wrapped = session_key_make(a, &f->arena, session_1);
	struct seal_key key;

	assert_int_equal(session_key_open(b, session_1, wrapped, &key), ERR_UNREADABLE);
	tenant_keys_free(&a);
	tenant_keys_free(&b);
}

static void a_tenant_key_opens_for_its_tenant_alone(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *keys = NULL;
	struct uuid key_id;
	const struct text wrapped = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &key_id);

	assert_int_equal(
		keyring_open_tenant(f->ring, tenant_b, &wrapped, 1, &keys), ERR_UNREADABLE);
	assert_null(keys);
	assert_int_equal(
		keyring_open_tenant(f->ring, tenant_a, &wrapped, 0, &keys), ERR_UNREADABLE);
}

static void a_new_master_still_opens_what_the_old_one_wrapped(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *keys = NULL;
	struct uuid key_id;
	const struct text wrapped = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &key_id);

	put_file(f, "b.key", HEX_B, 0400);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, &wrapped, 1, &keys), ERR_NONE);
	tenant_keys_free(&keys);
	assert_int_equal(unlink(in_folder(f, "a.key")), 0);
	assert_int_equal(load(f), ERR_NONE);
	assert_int_equal(
		keyring_open_tenant(f->ring, tenant_a, &wrapped, 1, &keys), ERR_UNREADABLE);
}

static void a_tenant_key_that_is_wrapped_anew_opens_what_it_sealed_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *there = NULL;
	struct seal_key key;
	struct uuid key_id;
	const struct text here = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &key_id);
	struct tenant_keys *keys = NULL;
	struct text session, wrapped;

	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, &here, 1, &keys), ERR_NONE);
	session = session_key_make(keys, &f->arena, session_1);
	tenant_keys_free(&keys);
	assert_int_equal(keyring_unwrap_tenant_key(f->ring, tenant_b, here, &key), ERR_UNREADABLE);
	assert_int_equal(keyring_unwrap_tenant_key(f->ring, tenant_a, here, &key), ERR_NONE);
	assert_int_equal(unlink(in_folder(f, "a.key")), 0);
	put_file(f, "b.key", HEX_B, 0400);
	assert_int_equal(load(f), ERR_NONE);
	wrapped = keyring_wrap_tenant_key(f->ring, &f->arena, tenant_a, &key);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, &wrapped, 1, &there), ERR_NONE);
	assert_int_equal(session_key_open(there, session_1, session, &key), ERR_NONE);
	seal_key_wipe(&key);
	tenant_keys_free(&there);
}

static void an_old_tenant_key_that_is_lost_takes_nothing_else_down(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *keys = NULL;
	struct seal_key key;
	struct uuid key_id;
	struct text wrapped[2];

	wrapped[0] = TEXT("rubbish");
	wrapped[1] = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &key_id);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, wrapped, 2, &keys), ERR_NONE);
	const struct text session = session_key_make(keys, &f->arena, session_1);
	assert_int_equal(session_key_open(keys, session_1, session, &key), ERR_NONE);
	tenant_keys_free(&keys);
}

static void what_a_tenant_seals_no_other_tenant_opens(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *a = open_new_tenant(f, tenant_a), *b = open_new_tenant(f, tenant_b);
	const struct seal_place place = {.table = TEXT("settings"), .column = TEXT("secret")};
	const struct text envelope = tenant_seal(a, &f->arena, &place, TEXT("kept"));
	struct text plain = TEXT_ABSENT;

	assert_int_equal(tenant_seal_open(b, &f->arena, &place, envelope, &plain), ERR_UNREADABLE);
	assert_int_equal(tenant_seal_open(a, &f->arena, &place, envelope, &plain), ERR_NONE);
	assert_text_equal(plain, "kept");
	tenant_keys_free(&a);
	tenant_keys_free(&b);
}

static void what_is_nobodys_is_sealed_under_a_master_and_opens_in_its_place(void **state)
{
	struct fixture *f = *state;
	const struct seal_place place = {.table = TEXT("factors"), .row_id = {{1}}};
	const struct seal_place elsewhere = {.table = TEXT("factors"), .row_id = {{2}}};
	const struct text envelope = keyring_seal(f->ring, &f->arena, &place, TEXT("kept"));
	struct text plain = TEXT_ABSENT;

	assert_int_equal(keyring_seal_open(f->ring, &f->arena, &elsewhere, envelope, &plain),
		ERR_UNREADABLE);
	assert_int_equal(keyring_seal_open(f->ring, &f->arena, &place, envelope, &plain), ERR_NONE);
	assert_text_equal(plain, "kept");
}

static void derived_keys_differ_by_use(void **state)
{
	static const uint8_t one[16] = "one", two[16] = "two";
	uint8_t first[SEAL_KEY_SIZE], second[SEAL_KEY_SIZE];
	struct fixture *f = *state;

	assert_true(keyring_derive(f->ring, 0, one, first));
	assert_true(keyring_derive(f->ring, 0, two, second));
	assert_memory_not_equal(first, second, sizeof first);
	assert_false(keyring_derive(f->ring, 1, one, first));
}

static void replicas_agree_on_a_bus_key_whichever_of_them_has_seen_the_rotation(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *before = NULL, *after = NULL;
	struct seal_key here, there;
	struct uuid old_id, new_id;
	struct text wrapped[2];

	wrapped[0] = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &old_id);
	wrapped[1] = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &new_id);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, wrapped, 1, &before), ERR_NONE);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, wrapped, 2, &after), ERR_NONE);
	assert_true(uuid_equals(tenant_keys_newest(before), old_id));
	assert_true(uuid_equals(tenant_keys_newest(after), new_id));
	assert_true(tenant_keys_derive_bus(before, old_id, &here));
	assert_true(tenant_keys_derive_bus(after, old_id, &there));
	assert_memory_equal(&here, &there, sizeof here);
	assert_true(tenant_keys_derive_bus(after, new_id, &there));
	assert_memory_not_equal(here.secret, there.secret, sizeof here.secret);
	assert_false(tenant_keys_derive_bus(before, new_id, &here));
	tenant_keys_free(&before);
	tenant_keys_free(&after);
}

static void a_keyed_hash_is_its_tenants_its_uses_and_its_texts(void **state)
{
	static const uint8_t use[16] = "one use", other_use[16] = "another";
	struct fixture *f = *state;
	struct tenant_keys *keys = NULL, *others = NULL;
	uint8_t hash[TENANT_HASH_SIZE], other[TENANT_HASH_SIZE];
	struct uuid id;
	struct text wrapped = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &id);

	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, &wrapped, 1, &keys), ERR_NONE);
	wrapped = keyring_make_tenant_key(f->ring, &f->arena, tenant_a, &id);
	assert_int_equal(keyring_open_tenant(f->ring, tenant_a, &wrapped, 1, &others), ERR_NONE);
	tenant_keys_hash(keys, use, TEXT("customer"), hash);
	tenant_keys_hash(keys, use, TEXT("customer"), other);
	assert_memory_equal(hash, other, sizeof hash);
	tenant_keys_hash(keys, use, TEXT("customer 2"), other);
	assert_memory_not_equal(hash, other, sizeof hash);
	tenant_keys_hash(keys, other_use, TEXT("customer"), other);
	assert_memory_not_equal(hash, other, sizeof hash);
	tenant_keys_hash(others, use, TEXT("customer"), other);
	assert_memory_not_equal(hash, other, sizeof hash);
	tenant_keys_free(&keys);
	tenant_keys_free(&others);
}

/* In lower case, as it stands in addresses; whoever folds it the other way changes nothing. */
static void a_reply_token_is_its_tenants_and_its_sessions(void **state)
{
	struct fixture *f = *state;
	struct tenant_keys *keys = open_new_tenant(f, tenant_a);
	struct tenant_keys *others = open_new_tenant(f, tenant_b);
	char text[REPLY_TOKEN_SIZE + 1], upper[REPLY_TOKEN_SIZE + 1];
	struct reply_token token;

	reply_token_make(keys, session_1, text);
	assert_int_equal(strlen(text), REPLY_TOKEN_SIZE);
	assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz234567"), REPLY_TOKEN_SIZE);
	for (size_t i = 0; i <= REPLY_TOKEN_SIZE; i++)
		upper[i] = text[i] >= 'a' ? (char)(text[i] - 'a' + 'A') : text[i];
	assert_true(reply_token_read(text_from(upper), &token));
	assert_true(uuid_equals(token.tenant_id, tenant_a));
	assert_true(uuid_equals(token.session_id, session_1));
	assert_true(reply_token_is_ours(keys, &token));
	assert_false(reply_token_is_ours(others, &token));
	token.session_id = session_2;
	assert_false(reply_token_is_ours(keys, &token));
	token.session_id = session_1;
	token.mark[0] ^= 1;
	assert_false(reply_token_is_ours(keys, &token));
	assert_false(reply_token_read((struct text){text, REPLY_TOKEN_SIZE - 1}, &token));
	text[0] = '1';
	assert_false(reply_token_read(text_from(text), &token));
	tenant_keys_free(&keys);
	tenant_keys_free(&others);
}

#define folder_test(name) cmocka_unit_test_setup_teardown(name, make_folder, drop_folder)
#define ring_test(name)   cmocka_unit_test_setup_teardown(name, make_ring, drop_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		folder_test(keys_of_their_owner_alone_are_read),
		folder_test(the_last_name_is_the_newest_master),
		folder_test(a_key_that_others_can_reach_is_refused),
		folder_test(a_malformed_key_is_refused),
		folder_test(a_link_passes_when_its_target_does),
		folder_test(an_access_list_for_us_alone_passes),
		folder_test(an_access_list_for_somebody_else_is_refused),
		folder_test(what_is_no_regular_file_is_refused),
		folder_test(a_folder_that_others_can_write_is_refused),
		folder_test(an_empty_or_missing_folder_names_the_command_that_helps),
		folder_test(too_many_keys_are_refused),
		folder_test(a_made_key_loads_and_is_never_overwritten),
		folder_test(what_a_killed_init_left_is_not_believed),
		ring_test(a_session_key_opens_for_its_session_alone),
		ring_test(keys_that_gave_way_to_other_tenants_are_opened_anew),
		ring_test(a_session_key_opens_for_its_tenant_alone),
		ring_test(a_tenant_key_opens_for_its_tenant_alone),
		ring_test(a_new_master_still_opens_what_the_old_one_wrapped),
		ring_test(a_tenant_key_that_is_wrapped_anew_opens_what_it_sealed_elsewhere),
		ring_test(an_old_tenant_key_that_is_lost_takes_nothing_else_down),
		ring_test(what_a_tenant_seals_no_other_tenant_opens),
		ring_test(what_is_nobodys_is_sealed_under_a_master_and_opens_in_its_place),
		ring_test(derived_keys_differ_by_use),
		ring_test(replicas_agree_on_a_bus_key_whichever_of_them_has_seen_the_rotation),
		ring_test(a_keyed_hash_is_its_tenants_its_uses_and_its_texts),
		ring_test(a_reply_token_is_its_tenants_and_its_sessions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
