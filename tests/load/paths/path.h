/*
 * One hot path a program, so that each can stand in for what lies below it at link time. main.c
 * runs it often, under callgrind, which counts only what happens within path_measured.
 */
#ifndef LOAD_PATH_H
#define LOAD_PATH_H

/* What is done before, uncounted. */
void path_prepare(void);
/* The path, once. */
void path_once(void);

#endif
