/*
 * Whose is which kind of `struct bus_note` (bus/bus.h): what services tell other replicas' memory
 * beside an event. Every service hears every note, and knows by its kind whether it concerns it. A
 * service's own kinds and flags stand in its notes.h, from its first kind here up to the next
 * one's; those that several tell or hear stand below. Replicas of two versions hear each other: a
 * kind that was given to a service once is never another's.
 */
#ifndef FRONTDESK_NOTE_KINDS_H
#define FRONTDESK_NOTE_KINDS_H

enum {
	NOTES_CHAT = 1,
	NOTES_SHARED = 7,
	NOTES_ACCOUNTS = 8,
	NOTES_CHAT_MORE = 16,
	NOTES_SETUP = 24,
	NOTES_NEXT = 32 /* for the next service, or one that has no more room: eight each */
};

/* On a channel of agents: how many they are, whom they take or who waits may differ. */
enum { NOTE_DESK = NOTES_SHARED };

#endif
