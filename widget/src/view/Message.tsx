// One message, with what stands under it: the time, how far it came, and a way out when it failed.
import type { Item } from "../app/thread";
import { useDesk } from "./context";
import { Alert } from "./icons";
import { Linked } from "./Linked";
import { MessageState } from "./MessageState";
import type { Row } from "./rows";

function Failure({ item }: { item: Item }) {
	const { conversation, locale } = useDesk();
	return (
		<div class="failure">
			<Alert />
			<span title={item.failure}>{locale.text("notSent")}</span>
			<button type="button" onClick={() => conversation.retry(item.id)}>
				{locale.text("retry")}
			</button>
			<button type="button" onClick={() => conversation.discard(item.id)}>
				{locale.text("discard")}
			</button>
		</div>
	);
}

function Meta({ row, now }: { row: Row; now: number }) {
	const { locale } = useDesk();
	const { item, at } = row;
	if (item.delivery === "failed") return <Failure item={item} />;
	if (item.delivery === "undelivered")
		return <div class="meta lost">{locale.text("notDelivered")}</div>;
	if (!row.endsGroup && item.delivery === "stored") return null;
	return (
		<div class="meta" aria-live="off">
			<time dateTime={at.toISOString()} title={locale.exactly(at)}>
				{locale.timeAgo(at, now)}
			</time>
			{item.senderType === "visitor" && (
				<MessageState item={item} isNewest={row.isNewestOwn} />
			)}
		</div>
	);
}

function classesOf({ item, startsGroup, endsGroup }: Row): string {
	const side = item.senderType === "visitor" ? "mine" : "theirs";
	const place = `${startsGroup ? " first" : ""}${endsGroup ? " last" : ""}`;
	return `row ${side}${place} ${item.delivery}`;
}

export function Message({ row, now }: { row: Row; now: number }) {
	const { locale } = useDesk();
	const { item, at } = row;
	return (
		<div class={classesOf(row)} data-id={item.id} data-state={item.delivery}>
			<div class="bubble-text" title={locale.exactly(at)}>
				{item.content === null ? (
					<em>{locale.text("unreadable")}</em>
				) : (
					<Linked text={item.content} />
				)}
			</div>
			<Meta row={row} now={now} />
		</div>
	);
}
