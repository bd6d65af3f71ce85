// One message, with what stands under it: the time, how far it came, and a way out when it failed.
import type { Entry } from "../../../proto/client/thread";
import { useDesk } from "./context";
import { Face } from "./Face";
import { Alert, Clock } from "./icons";
import { Linked } from "./Linked";
import { MessageState } from "./MessageState";
import type { Row } from "./rows";
import { useNameOf } from "./useNameOf";
import { Words } from "./Words";

const UNFIT = ["field", "invalid", "too_large"];

function Failure({ entry }: { entry: Entry }) {
	const { conversation, locale } = useDesk();
	const isUnfit = UNFIT.includes(entry.refusal?.code ?? "");
	return (
		<div class="failure">
			<Alert />
			<Words>{locale.text(isUnfit ? "unfit" : "notSent")}</Words>
			<button type="button" onClick={() => conversation.retry(entry.id)}>
				{locale.text("retry")}
			</button>
			<button type="button" onClick={() => conversation.discard(entry.id)}>
				{locale.text("discard")}
			</button>
		</div>
	);
}

// Somebody else's: nobody has confirmed it, and it may come to nothing.
function Lost() {
	const { locale } = useDesk();
	return (
		<div class="meta lost">
			<Alert />
			<span>{locale.text("notDelivered")}</span>
		</div>
	);
}

function Late({ at }: { at: Date }) {
	const { locale } = useDesk();
	return (
		<span class="late">
			<Clock />
			<span>{locale.text("late", { time: locale.timeOfDay(at) })}</span>
		</span>
	);
}

function Meta({ row, now }: { row: Row; now: number }) {
	const { locale } = useDesk();
	const { entry, at } = row;
	const isOwn = entry.senderType === "visitor";
	if (entry.state === "refused") return <Failure entry={entry} />;
	if (entry.state === "lost") return <Lost />;
	if (!row.endsGroup && !entry.isLate && !(isOwn && entry.state !== "stored")) return null;
	return (
		<div class="meta" aria-live="off">
			{entry.isLate && <Late at={at} />}
			{!entry.isLate && (
				<time dateTime={at.toISOString()} title={locale.exactly(at)}>
					<Words>{locale.timeAgo(at, now)}</Words>
				</time>
			)}
			{isOwn && <MessageState entry={entry} isNewest={row.isNewestOwn} />}
		</div>
	);
}

function classesOf({ entry, startsGroup, endsGroup }: Row): string {
	const side = entry.senderType === "visitor" ? "mine" : "theirs";
	const place = `${startsGroup ? " first" : ""}${endsGroup ? " last" : ""}`;
	return `row ${side}${place} ${entry.state}`;
}

// Who speaks: above the first message of each run.
function Speaker({ entry }: { entry: Entry }) {
	const { locale } = useDesk();
	const name = useNameOf(entry.senderId);
	if (entry.senderType === "visitor") return <span class="hidden">{locale.text("you")}</span>;
	return (
		<div class="speaker">
			<Face name={name} isSmall />
			<bdi key={name}>{name}</bdi>
		</div>
	);
}

interface MessageProps {
	row: Row;
	now: number;
	/** A screen reader says it as it comes. */
	isSaid: boolean;
}

export function Message({ row, now, isSaid }: MessageProps) {
	const { locale } = useDesk();
	const { entry, at } = row;
	return (
		<div
			class={classesOf(row)}
			data-id={entry.id}
			data-state={entry.state}
			aria-live={isSaid ? undefined : "off"}
		>
			{row.startsGroup && <Speaker entry={entry} />}
			<div class="bubble-text" title={locale.exactly(at)}>
				{entry.content === null ? (
					<em>{locale.text("unreadable")}</em>
				) : (
					<Linked text={entry.content} />
				)}
			</div>
			<Meta row={row} now={now} />
		</div>
	);
}
