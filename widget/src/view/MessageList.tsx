// The thread: the newest page first, older ones while scrolling up, a bounded number of rows.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Entry } from "../../../proto/client/thread";
import { useDesk } from "./context";
import { Greeting } from "./Greeting";
import { Down } from "./icons";
import { Message } from "./Message";
import { further, MOST, nearer, NEWEST, PAGE, shown, type Range } from "./range";
import { arrange } from "./rows";
import { TypingIndicator } from "./TypingIndicator";
import { noteAnchor, useAnchor } from "./useAnchor";
import { WaitingCard } from "./WaitingCard";

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

function countNews(entries: readonly Entry[], seenId: string | undefined): number {
	const at = entries.findIndex((entry) => entry.id === seenId);
	return entries.slice(at + 1).filter((entry) => entry.senderType !== "visitor").length;
}

/** Where the list stands: which rows, whether at the end, and the last one seen there. */
function useThreadView() {
	const { conversation } = useDesk();
	const { scroller, anchor } = useAnchor();
	const [range, setRange] = useState<Range>(NEWEST);
	const [seenId, setSeenId] = useState<string | undefined>(undefined);
	const [isAtEnd, setAtEnd] = useState(true);
	const { entries } = conversation.thread;
	const newest = entries[entries.length - 1];

	const toEnd = () => {
		anchor.isAtEnd = true;
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
			else void conversation.loadOlder().then(() => setRange(grow));
		} else if (range.endId && below < NEAR_PX) setRange(nearer(entries, range));
		else if (anchor.isAtEnd && range.count > PAGE) setRange(NEWEST);
	};
	const grow = (before: Range) => {
		const now = conversation.thread.entries;
		return shown(now, before).from > 0 ? further(now, before) : before;
	};
	useEffect(() => {
		if (!isAtEnd) return;
		setSeenId(newest?.id);
		if (document.visibilityState === "visible") conversation.markRead();
	});
	useEffect(() => {
		if (newest?.isOutgoing) toEnd();
	}, [newest?.id]);
	return { scroller, entries, range, seenId, isAtEnd, toEnd, onScroll };
}

export function MessageList() {
	const { conversation, locale, config } = useDesk();
	const { scroller, entries, range, seenId, isAtEnd, toEnd, onScroll } = useThreadView();
	const now = useClock(conversation.status.skewMs ?? 0);
	const { from, to } = shown(entries, { ...range, count: Math.min(range.count, MOST) });
	const isWhole = conversation.thread.lowSeq <= 1 && from === 0;
	const isLoading = conversation.hasSession && !conversation.isLoaded;
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
				{isLoading && entries.length === 0 && (
					<div class="loading">{locale.text("loading")}</div>
				)}
				{conversation.isLoadingOlder && (
					<div class="loading">{locale.text("loadingOlder")}</div>
				)}
				{isWhole && !isLoading && <Greeting />}
				{arrange(entries.slice(from, to)).map((row) => (
					<Fragment key={row.entry.id}>
						{row.startsDay && <div class="day">{locale.dayName(row.at, now)}</div>}
						<Message row={row} now={now} />
					</Fragment>
				))}
				{conversation.isTypingHeard && config.showAgentTyping && <TypingIndicator />}
				<WaitingCard />
			</div>
			{!isAtEnd && <ToNewest count={countNews(entries, seenId)} onClick={toEnd} />}
		</div>
	);
}
