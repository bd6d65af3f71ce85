/* Writing and reading a parcel, piece by piece. */
#include "commands/parcel_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PASSPHRASE_LEAST = 16, PASSPHRASE_MOST = 1024 };

/* --- the passphrase --------------------------------------------------------------------------- */
static bool refuse_passphrase(struct admin *admin, const char *path, const char *why)
{
	return admin_refuse(admin, "The passphrase's file %s %s.", path, why);
}

static bool take_line(
	struct admin *admin, const char *path, const char *line, struct text *ret_passphrase)
{
	const size_t size = strcspn(line, "\r\n");

	if (size < PASSPHRASE_LEAST)
		return refuse_passphrase(admin, path,
			"holds less than 16 characters: `openssl rand -base64 32` makes a good "
			"one");
	*ret_passphrase = arena_copy(admin->arena, (struct text){line, size});
	return true;
}

static bool read_line(struct admin *admin, const char *path, int fd, struct text *ret_passphrase)
{
	char line[PASSPHRASE_MOST + 1] = {0};
	struct stat about;
	ssize_t size;
	bool is_taken;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return refuse_passphrase(admin, path, "is no file");
	if ((about.st_mode & 077) != 0)
		return refuse_passphrase(
			admin, path, "can be read by others: chmod 600, and take another one");
	size = read(fd, line, PASSPHRASE_MOST);
	if (size < 0)
		return refuse_passphrase(admin, path, "cannot be read");
	is_taken = take_line(admin, path, line, ret_passphrase);
	explicit_bzero(line, sizeof line);
	return is_taken;
}

bool parcel_passphrase(struct admin *admin, struct text *ret_passphrase)
{
	const char *path = option_value(&admin->options, "--passphrase-file");
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is_read;

	if (fd < 0)
		return admin_refuse(admin, "The passphrase's file %s cannot be opened: %s.", path,
			strerror(errno));
	is_read = read_line(admin, path, fd, ret_passphrase);
	(void)close(fd);
	return is_read;
}

static void wipe(struct text passphrase)
{
	if (passphrase.size > 0)
		explicit_bzero((char *)passphrase.data, passphrase.size);
}

/* --- writing ---------------------------------------------------------------------------------- */
static bool refuse_write(struct parcel_file *file, int error)
{
	return admin_refuse(file->admin, "%s cannot be written: %s. Nothing was exported.",
		file->path, strerror(error));
}

static bool write_all(struct parcel_file *file, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		const ssize_t written = write(file->fd, at, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return refuse_write(file, written < 0 ? errno : ENOSPC);
		at += written;
		size -= (size_t)written;
	}
	return true;
}

static bool begin(struct parcel_file *file)
{
	struct text passphrase = TEXT_ABSENT;
	enum err err;

	if (!parcel_passphrase(file->admin, &passphrase))
		return false;
	err = parcel_begin(passphrase, &file->parcel);
	wipe(passphrase);
	if (err)
		return admin_refuse(file->admin,
			"There are no 256 MiB of memory to make the key from the passphrase.");
	return write_all(file, file->parcel.head, PARCEL_HEAD_SIZE);
}

bool parcel_create(struct admin *admin, const char *path, struct parcel_file *ret_file)
{
	*ret_file = (struct parcel_file){.admin = admin,
		.path = path,
		.part = arena_string(admin->arena, "%s.part", path),
		.fd = -1};
	if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return admin_refuse(admin, "%s is there already: name another file.", path);
	if (errno != ENOENT)
		return refuse_write(ret_file, errno);
	ret_file->fd = open(ret_file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		S_IRUSR | S_IWUSR);
	if (ret_file->fd < 0)
		return refuse_write(ret_file, errno);
	return begin(ret_file);
}

static bool write_piece(
	struct parcel_file *file, enum parcel_kind kind, struct text text, bool is_last)
{
	struct arena arena;
	struct text sealed;
	char *plain;
	bool is_written;

	if (text.size >= PARCEL_PIECE_MAX)
		return admin_refuse(file->admin,
			"Rows of %zu bytes are more than a piece of the file holds.", text.size);
	arena_init(&arena);
	plain = arena_alloc(&arena, text.size + 1);
	plain[0] = (char)kind;
	if (text.size > 0)
		memcpy(plain + 1, text.data, text.size);
	sealed = parcel_seal(&file->parcel, &arena, (struct text){plain, text.size + 1}, is_last);
	explicit_bzero(plain, text.size + 1);
	is_written = write_all(file, sealed.data, sealed.size);
	arena_done(&arena);
	file->pieces++;
	return is_written;
}

bool parcel_write(struct parcel_file *file, enum parcel_kind kind, struct text text)
{
	return write_piece(file, kind, text, false);
}

/* The folder, too, is synced: else a power cut may take the name back. */
static bool sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct arena arena;
	bool is_synced;
	int fd;

	arena_init(&arena);
	fd = open(slash ? arena_string(&arena, "%.*s", (int)(slash - path) + 1, path) : ".",
		O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	arena_done(&arena);
	is_synced = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return is_synced;
}

bool parcel_finish(struct parcel_file *file)
{
	if (!write_piece(file, PARCEL_END, TEXT(""), true))
		return false;
	if (fsync(file->fd) != 0 || rename(file->part, file->path) != 0)
		return refuse_write(file, errno);
	file->part = file->path;
	if (!sync_folder(file->path))
		return refuse_write(file, errno);
	file->part = NULL;
	return true;
}

void parcel_close(struct parcel_file *file)
{
	if (file->fd >= 0)
		(void)close(file->fd);
	if (file->part && file->fd >= 0)
		(void)unlink(file->part);
	file->fd = -1;
	parcel_done(&file->parcel);
}

/* --- reading ---------------------------------------------------------------------------------- */
static bool refuse_cut(struct parcel_file *file)
{
	return admin_refuse(file->admin,
		"%s ends too early, after %llu pieces: it was cut off. Copy it anew.", file->path,
		(unsigned long long)file->pieces);
}

/* All of them, or the reason why not. */
static bool read_all(struct parcel_file *file, void *ret_bytes, size_t size)
{
	char *at = ret_bytes;

	while (size > 0) {
		const ssize_t got = read(file->fd, at, size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return admin_refuse(
				file->admin, "%s cannot be read: %s.", file->path, strerror(errno));
		if (got == 0)
			return refuse_cut(file);
		at += got;
		size -= (size_t)got;
	}
	return true;
}

static bool read_head(
	struct parcel_file *file, uint8_t ret_bytes[PARCEL_HEAD_SIZE], struct parcel_head *ret_head)
{
	enum err err;

	if (!read_all(file, ret_bytes, PARCEL_HEAD_SIZE))
		return false;
	err = parcel_read_head((struct text){(const char *)ret_bytes, PARCEL_HEAD_SIZE}, ret_head);
	if (err == ERR_VERSION)
		return admin_refuse(file->admin,
			"%s was made by a newer version: bring this installation up to date first.",
			file->path);
	return err == ERR_NONE ||
	       admin_refuse(file->admin, "%s is no file of `frontdesk tenant export`.", file->path);
}

static bool unlock(struct parcel_file *file)
{
	uint8_t bytes[PARCEL_HEAD_SIZE];
	struct parcel_head head;
	struct text passphrase = TEXT_ABSENT;
	enum err err;

	if (!read_head(file, bytes, &head) || !parcel_passphrase(file->admin, &passphrase))
		return false;
	err = parcel_open(&head, passphrase, (struct text){(const char *)bytes, PARCEL_HEAD_SIZE},
		&file->parcel);
	wipe(passphrase);
	return err == ERR_NONE ||
	       admin_refuse(file->admin,
		       "There is no memory (%u MiB) to make the key from the passphrase.",
		       head.memory_kib >> 10);
}

bool parcel_open_file(struct admin *admin, const char *path, struct parcel_file *ret_file)
{
	*ret_file = (struct parcel_file){.admin = admin, .path = path};
	ret_file->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (ret_file->fd < 0)
		return admin_refuse(admin, "%s cannot be opened: %s.", path, strerror(errno));
	return unlock(ret_file);
}

static bool refuse_piece(struct parcel_file *file)
{
	if (file->pieces == 0)
		return admin_refuse(file->admin,
			"%s does not open: the passphrase is another one, or its beginning was "
			"changed.",
			file->path);
	return admin_refuse(file->admin,
		"%s was changed or damaged: its piece %llu does not open. Copy it anew.",
		file->path, (unsigned long long)file->pieces + 1);
}

bool parcel_read(struct parcel_file *file, struct arena *arena, enum parcel_kind *ret_kind,
	struct text *ret_text)
{
	uint8_t prefix[PARCEL_PREFIX_SIZE];
	struct text plain;
	bool is_last;
	size_t size;
	char *sealed;

	if (!read_all(file, prefix, sizeof prefix))
		return false;
	if (parcel_piece_size(prefix, &size))
		return refuse_piece(file);
	sealed = arena_alloc(arena, size);
	if (!read_all(file, sealed, size))
		return false;
	if (parcel_unseal(&file->parcel, arena, (struct text){sealed, size}, &plain, &is_last) ||
		plain.size == 0 || is_last != (plain.data[0] == PARCEL_END))
		return refuse_piece(file);
	file->pieces++;
	*ret_kind = (enum parcel_kind)plain.data[0];
	*ret_text = (struct text){plain.data + 1, plain.size - 1};
	return true;
}
