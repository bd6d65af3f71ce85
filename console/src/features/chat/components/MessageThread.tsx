/*
 * The messages of one session. Only what is near the screen is in the document, however long the
 * conversation; older pages are read when one scrolls up to them, and the place one reads does not
 * move. It follows new messages only for somebody who is at the end already.
 */
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { ChatSession } from '../../../api/types';
import { useStore } from '../../../ui/store';
import { useDesk } from '../live/DeskProvider';
import type { Room } from '../../../../../proto/client/room';
import { type Entry, hasOlder } from '../../../../../proto/client/thread';
import { useReadReceipts } from '../live/useReadReceipts';
import { texts } from '../texts';
import { useAgentNames } from '../live/useAgentNames';
import { useNotes } from '../live/useNotes';
import { useUnreadLine } from '../live/useUnreadLine';
import { Announcer } from './Announcer';
import { MessageRow } from './MessageRow';
import classes from './MessageThread.module.css';
import { NewBelowButton } from './NewBelowButton';
import { ThreadFooter } from './ThreadFooter';
import { ThreadHeader } from './ThreadHeader';
import { joinsOf, type Older, placeNotes, rowOf, type ThreadContext } from './threadRows';

/* Rows are numbered from here, so that older ones can be put before the first. */
const FIRST_INDEX = 1_000_000;
const NEAR_END_PX = 80;

/* The index of the first row: it sinks as rows come before the one that was first at the start. */
function useFirstIndex(entries: readonly Entry[]): number {
	const anchor = useRef<string | undefined>(undefined);
	const last = useRef(FIRST_INDEX);
	anchor.current ??= entries[0]?.id;
	const before = entries.findIndex((entry) => entry.id === anchor.current);
	if (before >= 0) last.current = FIRST_INDEX - before;
	return last.current;
}

/* How many messages of the visitor came while one was reading further up. */
function useBelow(entries: readonly Entry[], isAtEnd: boolean): number {
	const [seen, setSeen] = useState(() => new Set(entries.slice(-50).map((entry) => entry.id)));
	useEffect(() => {
		if (isAtEnd) setSeen(new Set(entries.slice(-50).map((entry) => entry.id)));
	}, [isAtEnd, entries]);
	const lastSeen = entries.findLastIndex((entry) => seen.has(entry.id));
	return entries.slice(lastSeen + 1).filter((entry) => entry.senderType === 'visitor').length;
}

interface Props {
	room: Room;
	session: ChatSession;
}

export function MessageThread({ room, session }: Props) {
	const desk = useDesk();
	const thread = useStore(room.thread);
	const list = useRef<VirtuosoHandle>(null);
	const [isAtEnd, setAtEnd] = useState(true);
	const { entries } = thread;
	const unreadId = useUnreadLine(thread, session, desk.me.agent.id);
	const firstIndex = useFirstIndex(entries);
	const below = useBelow(entries, isAtEnd);
	const nameOf = useAgentNames(session);
	const older = useOlder(room);
	const isCut = hasOlder(thread);
	const joins = useMemo(() => joinsOf(entries, isCut), [entries, isCut]);
	const notes = useNotes(session);
	const placed = useMemo(() => placeNotes(entries, notes, isCut), [entries, notes, isCut]);
	const setVisible = useReadReceipts(room, entries, firstIndex, session.assignedAgent?.id);
	const { toEnd, keepEnd, reachedEnd, leaving } = useEnd(list);
	useFollowOwn(entries, toEnd);
	const context: ThreadContext = {
		entries,
		firstIndex,
		session,
		unreadId,
		ownId: desk.me.agent.id,
		room,
		hasOlder: isCut,
		older,
		nameOf,
		joins,
		notes: placed,
	};
	return (
		<div className={classes.box}>
			<Virtuoso
				ref={list}
				className={classes.list}
				role="log"
				aria-live="off"
				aria-label={texts().thread.label}
				data={entries as Entry[]}
				context={context}
				computeItemKey={(_, entry) => entry.id}
				firstItemIndex={firstIndex}
				initialTopMostItemIndex={{ index: 'LAST', align: 'end' }}
				increaseViewportBy={{ top: 600, bottom: 300 }}
				alignToBottom
				atBottomThreshold={NEAR_END_PX}
				atBottomStateChange={(atEnd) => {
					setAtEnd(atEnd);
					if (atEnd) reachedEnd();
				}}
				totalListHeightChanged={keepEnd}
				onWheel={leaving}
				onTouchMove={leaving}
				onPointerDown={leaving}
				onKeyDown={leaving}
				followOutput={(atEnd) => (atEnd ? 'auto' : false)}
				startReached={older.load}
				rangeChanged={setVisible}
				components={{ Header: ThreadHeader, Footer: ThreadFooter }}
				itemContent={(index, _, rows) => <MessageRow {...rowOf(rows, index)} />}
			/>
			{!isAtEnd && <NewBelowButton count={below} onClick={toEnd} />}
			<Announcer context={context} heldSeq={thread.heldSeq} />
		</div>
	);
}

function useOlder({ sessionId }: Room): Older {
	const desk = useDesk();
	const [hasFailed, setFailed] = useState(false);
	const load = useCallback(() => {
		setFailed(false);
		desk.loadOlder(sessionId).catch(() => setFailed(true));
	}, [desk, sessionId]);
	return { hasFailed, load };
}

/*
 * Staying at the end: rows get their true height only once they have been drawn, so being there
 * means going there again whenever the height changes, until the reader scrolls away.
 */
function useEnd(list: RefObject<VirtuosoHandle | null>) {
	const follows = useRef(true);
	return useMemo(
		() => ({
			toEnd() {
				follows.current = true;
				list.current?.scrollToIndex({ index: 'LAST', align: 'end' });
			},
			keepEnd() {
				if (follows.current) list.current?.scrollTo({ top: Number.MAX_SAFE_INTEGER });
			},
			reachedEnd() {
				follows.current = true;
			},
			leaving() {
				follows.current = false;
			},
		}),
		[list],
	);
}

/* What one has just sent oneself is always shown. */
function useFollowOwn(entries: readonly Entry[], toEnd: () => void): void {
	const last = entries.at(-1);
	const newest = last?.state === 'sending' ? last.id : undefined;
	useEffect(() => {
		if (newest) toEnd();
	}, [newest, toEnd]);
}
