// The thread: the newest page first, older ones while scrolling up, a bounded number of rows.
import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry } from "../../../proto/client/thread";
import { ticks } from "../../../proto/client/time";
import { useDesk } from "./context";
import { Greeting } from "./Greeting";
import { Down } from "./icons";
import { Joined } from "./Joined";
import { Message } from "./Message";
import { News } from "./news";
import { BEGINNING, joinsOf, newcomerOf } from "./people";
import { agentOf, isHandedOver } from "./presence";
import { further, MOST, nearer, NEWEST, PAGE, shown, type Range } from "./range";
import { arrange } from "./rows";
import { TypingIndicator } from "./TypingIndicator";
import { noteAnchor, useAnchor } from "./useAnchor";
import { useKnown } from "./useKnown";
import { WaitingCard } from "./WaitingCard";
import { Words } from "./Words";

const NEAR_PX = 400;
const CLOCK_MS = 30_000;

function useClock(skewMs: number): number {
	const [now, setNow] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), CLOCK_MS);
		return () => clearInterval(timer);
	}, []);
	return Math.max(now, Date.now()) + skewMs;
}

function ToNewest({ count, onClick }: { count: number; onClick: () => void }) {
	const { locale } = useDesk();
	return (
		<button
			type="button"
			class={count > 0 ? "to-newest news" : "to-newest"}
			aria-label={locale.text(count > 0 ? "newBelow" : "toNewest")}
			onClick={onClick}
		>
			{count > 0 && <span>{locale.text("newBelow")}</span>}
			<Down />
		</button>
	);
}

function Day({ text }: { text: string }) {
	return (
		<div class="day" aria-live="off">
			<Words>{text}</Words>
		</div>
	);
}

function countNews(entries: readonly Entry[], seenId: string | undefined): number {
	const at = entries.findIndex((entry) => entry.id === seenId);
	return entries.slice(at + 1).filter((entry) => entry.senderType !== "visitor").length;
}

/** Where the list stands: which rows, whether at the end, and the last one seen there. */
function useThreadView() {
	const { conversation, visit } = useDesk();
	const { anchor } = visit;
	const scroller = useAnchor(anchor);
	const [range, setRange] = useState<Range>(NEWEST);
	const [seenId, setSeenId] = useState<string | undefined>(undefined);
	const [isAtEnd, setAtEnd] = useState(anchor.isAtEnd);
	const { entries } = conversation.thread;
	const newest = entries[entries.length - 1];
	const isAnchor = (entry: Entry) => entry.id === anchor.rowId;

	const toEnd = () => {
		visit.toEnd();
		setAtEnd(true);
		setRange(NEWEST);
	};
	const onScroll = () => {
		const element = scroller.current!;
		noteAnchor(element, anchor);
		if (range.endId) anchor.isAtEnd = false;
		setAtEnd(anchor.isAtEnd);
		const below = element.scrollHeight - element.clientHeight - element.scrollTop;
		if (element.scrollTop < NEAR_PX) {
			if (shown(entries, range).from > 0) setRange(further(entries, range));
			else if (!conversation.hasOlderFailed) loadOlder();
		} else if (range.endId && below < NEAR_PX) setRange(nearer(entries, range));
		else if (anchor.isAtEnd && range.count > PAGE) setRange(NEWEST);
	};
	const grow = (before: Range) => {
		const now = conversation.thread.entries;
		return shown(now, before).from > 0 ? further(now, before) : before;
	};
	const loadOlder = () => void conversation.loadOlder().then(() => setRange(grow));
	useEffect(() => {
		if (!isAtEnd) return;
		setSeenId(newest?.id);
		if (document.visibilityState === "visible") conversation.markRead();
	});
	useEffect(() => {
		if (newest?.isOutgoing) toEnd();
	}, [newest?.id]);
	// What was read on the page before may be too far up to be held here.
	const isAllHere = conversation.isLoaded || !conversation.hasSession;
	const isLost = !isAtEnd && isAllHere && !entries.some(isAnchor);
	useEffect(() => {
		if (isLost) toEnd();
	}, [isLost]);
	return { scroller, entries, range, seenId, isAtEnd, toEnd, onScroll, loadOlder };
}

/** After which messages agents came in. */
function useJoins(entries: readonly Entry[]) {
	const { conversation, people } = useDesk();
	const known = useKnown();
	const current = isHandedOver(known) ? undefined : agentOf(known)?.id;
	const newcomer = newcomerOf(entries, current);
	const isWhole = conversation.thread.lowSeq <= 1;
	return { joins: joinsOf(entries, isWhole, people, newcomer), newcomer };
}

/** Whether a message is to be said as it comes. */
function useNews(entries: readonly Entry[]) {
	const { conversation } = useDesk();
	const news = useRef<News>();
	news.current ??= new News();
	if (conversation.isLoaded || !conversation.hasSession) news.current.begin(entries);
	return (entry: Entry) => news.current!.has(entry, ticks());
}

// A session that has begun just now has nothing that could come yet.
function useIsLoading(): boolean {
	const { conversation } = useDesk();
	const isNew = conversation.session?.headSeq === 0;
	return conversation.hasSession && !conversation.isLoaded && !isNew;
}

// What is above the messages that are held.
function Above({ onRetry }: { onRetry(): void }) {
	const { conversation, locale } = useDesk();
	const isLoading = useIsLoading();
	const isEmpty = conversation.thread.entries.length === 0;
	const key = conversation.isLoadingOlder ? "loadingOlder" : isLoading && isEmpty ? "loading" : undefined;
	if (key) return <div class="loading">{locale.text(key)}</div>;
	if (!conversation.hasOlderFailed) return null;
	return (
		<div class="older-failed" role="alert">
			<span>{locale.text("olderFailed")}</span>
			<button type="button" onClick={onRetry}>
				{locale.text("retry")}
			</button>
		</div>
	);
}

export function MessageList() {
	const { conversation, locale, config } = useDesk();
	const { scroller, entries, range, seenId, isAtEnd, toEnd, onScroll, loadOlder } = useThreadView();
	const now = useClock(conversation.status.skewMs ?? 0);
	const { joins, newcomer } = useJoins(entries);
	const isSaid = useNews(entries);
	const { from, to } = shown(entries, { ...range, count: Math.min(range.count, MOST) });
	const isWhole = conversation.thread.lowSeq <= 1 && from === 0;
	const isLoading = useIsLoading();
	const rows = arrange(entries.slice(from, to), joins);
	return (
		<div class="thread-place">
			<div
				class="thread"
				ref={scroller}
				onScroll={onScroll}
				role="log"
				aria-live="polite"
				aria-relevant="additions"
				aria-busy={conversation.isLoadingOlder}
				aria-label={locale.text("thread")}
				tabIndex={0}
			>
				<Above onRetry={loadOlder} />
				{isWhole && !isLoading && <Greeting />}
				{isWhole && !isLoading && <Joined ids={joins.get(BEGINNING)} newcomer={newcomer} />}
				{rows.map((row) => (
					<Fragment key={row.entry.id}>
						{row.startsDay && <Day text={locale.dayName(row.at, now)} />}
						<Message row={row} now={now} isSaid={isSaid(row.entry)} />
						<Joined ids={row.joins} newcomer={newcomer} />
					</Fragment>
				))}
				{conversation.isTypingHeard && config.showAgentTyping && <TypingIndicator />}
				<WaitingCard />
			</div>
			{!isAtEnd && <ToNewest count={countNews(entries, seenId)} onClick={toEnd} />}
		</div>
	);
}
