/*
 * A file on its way to whoever was given a link: piece by piece, each read and opened when the one
 * before has gone out, so that of a file of any size one piece is in memory. It outlives its call.
 */
#ifndef FRONTDESK_FILES_DOWNLOAD_H
#define FRONTDESK_FILES_DOWNLOAD_H

#include "call/call.h"

struct parts;

/* Answers the call with the file of its work: key, name, size and pieces; takes the key. */
struct next download_begin(struct call *call);
/* The service ends: breaks all of them off. */
void downloads_stop(struct parts *parts);

#endif
