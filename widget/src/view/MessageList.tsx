// The thread: the newest page first, older ones while scrolling up, a bounded number of rows.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Item } from "../app/thread";
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

function countNews(items: readonly Item[], seenId: string | undefined): number {
	const at = items.findIndex((item) => item.id === seenId);
	return items.slice(at + 1).filter((item) => item.senderType !== "visitor").length;
}

/** Where the list stands: which rows, whether at the end, and the last one seen there. */
function useThreadView() {
	const { conversation } = useDesk();
	const { scroller, anchor } = useAnchor();
	const [range, setRange] = useState<Range>(NEWEST);
	const [seenId, setSeenId] = useState<string | undefined>(undefined);
	const [isAtEnd, setAtEnd] = useState(true);
	const items = conversation.thread.items();
	const newest = items[items.length - 1];

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
			if (shown(items, range).from > 0) setRange(further(items, range));
			else void conversation.loadOlder().then(() => setRange(grow));
		} else if (range.endId && below < NEAR_PX) setRange(nearer(items, range));
		else if (anchor.isAtEnd && range.count > PAGE) setRange(NEWEST);
	};
	const grow = (before: Range) => {
		const now = conversation.thread.items();
		return shown(now, before).from > 0 ? further(now, before) : before;
	};
	useEffect(() => {
		if (!isAtEnd) return;
		setSeenId(newest?.id);
		if (document.visibilityState === "visible") conversation.markRead();
	});
	useEffect(() => {
		if (newest?.isUnsent) toEnd();
	}, [newest?.id]);
	return { scroller, items, range, seenId, isAtEnd, toEnd, onScroll };
}

export function MessageList() {
	const { conversation, locale, config } = useDesk();
	const { scroller, items, range, seenId, isAtEnd, toEnd, onScroll } = useThreadView();
	const now = useClock(conversation.sync.status.skewMs ?? 0);
	const { from, to } = shown(items, { ...range, count: Math.min(range.count, MOST) });
	const isWhole = conversation.thread.first <= 1 && from === 0;
	const isLoading = conversation.hasSession && !conversation.thread.isLoaded;
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
				{isLoading && items.length === 0 && (
					<div class="loading">{locale.text("loading")}</div>
				)}
				{conversation.isLoadingOlder && (
					<div class="loading">{locale.text("loadingOlder")}</div>
				)}
				{isWhole && !isLoading && <Greeting />}
				{arrange(items.slice(from, to)).map((row) => (
					<Fragment key={row.item.id}>
						{row.startsDay && <div class="day">{locale.dayName(row.at, now)}</div>}
						<Message row={row} now={now} />
					</Fragment>
				))}
				{conversation.sync.typing.isHeard && config.showAgentTyping && <TypingIndicator />}
				<WaitingCard />
			</div>
			{!isAtEnd && <ToNewest count={countNews(items, seenId)} onClick={toEnd} />}
		</div>
	);
}
