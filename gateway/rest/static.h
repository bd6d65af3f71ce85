/*
 * The web files, from memory: gateway/rest/assets.mjs packs the widget and the console into the
 * binary, each with its gzip form.
 */
#ifndef FRONTDESK_STATIC_H
#define FRONTDESK_STATIC_H

#include "base/text.h"

struct http_connection;
struct http_head;
struct parts;

enum asset_kind {
	ASSET_LOADER,  /* /chat-widget.js: no hash in its name, for every origin */
	ASSET_WIDGET,  /* /widget/…: hashed, for every origin */
	ASSET_CONSOLE, /* /assets/…: hashed, our own pages only */
	ASSET_PAGE     /* the console's index.html, cut where the nonce belongs */
};

enum { ASSET_PARTS_MAX = 8 };

struct asset {
	const char *path;
	enum asset_kind kind;
	const char *content_type;
	const char *etag;                   /* with its quotes */
	struct text body;                   /* absent for ASSET_PAGE */
	struct text gzip;                   /* absent where it would not be smaller */
	struct text parts[ASSET_PARTS_MAX]; /* ASSET_PAGE: the nonce goes between two of them */
	size_t part_count;
};

/* Generated. */
extern const struct asset assets[];
extern const size_t asset_count;

/* Answers a GET or HEAD for a web file; false when there is none at this path. */
bool static_answer(
	struct parts *parts, struct http_connection *connection, const struct http_head *head);

#endif
