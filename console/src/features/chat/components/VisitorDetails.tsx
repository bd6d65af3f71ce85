/* Who the visitor is, where they are, how long it took, and what was before. */
import { BadgeCheck, ExternalLink, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { safeHref } from '../../../../../proto/client/links';
import type { ChatSession } from '../../../api/types';
import { formatDuration, formatFull } from '../../../ui/format';
import { IconButton } from '../../../ui/IconButton';
import { mailHref } from '../../../ui/mailHref';
import { useStore } from '../../../ui/store';
import { goneSince } from '../gone';
import { shortAddress, visitorName } from '../visitor';
import { useDesk } from '../live/DeskProvider';
import { usePresence } from '../live/usePresence';
import { texts } from '../texts';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { VisitorAttributes } from './VisitorAttributes';
import classes from './VisitorDetails.module.css';
import { VisitorEvents } from './VisitorEvents';
import { VisitorHistory } from './VisitorHistory';
import { WaitClock } from './WaitClock';

interface Props {
	sessionId: string;
	close: () => void;
}

export function VisitorDetails({ sessionId, close }: Props) {
	const { session } = useStore(useDesk().room(sessionId).thread);
	const words = texts().visitor;
	return (
		<div className={classes.scroll}>
			<div className={classes.head}>
				<h2 className={classes.title}>{words.label}</h2>
				<IconButton className={classes.close} label={texts().app.close} onClick={close}>
					<X size={20} />
				</IconButton>
			</div>
			{session && (
				<>
					<Person session={session} />
					<Facts session={session} />
					<VisitorAttributes key={session.id} session={session} />
					<VisitorEvents key={`${session.id} events`} session={session} />
					<VisitorHistory session={session} />
				</>
			)}
		</div>
	);
}

function Person({ session }: { session: ChatSession }) {
	const words = texts().visitor;
	const name = visitorName(session);
	return (
		<div className={classes.person}>
			<PersonAvatar name={name} id={session.visitorId} size={64} />
			<div className={classes.name} dir="auto">
				{name}
			</div>
			{session.visitorVerified && (
				<div className={classes.verified}>
					<BadgeCheck size={16} aria-hidden="true" />
					{words.verified}
				</div>
			)}
		</div>
	);
}

function Facts({ session }: { session: ChatSession }) {
	const words = texts().visitor;
	return (
		<dl className={classes.facts}>
			<Fact label={words.email}>
				{session.visitorEmail ? (
					<a href={mailHref(session.visitorEmail)}>
						<bdi>{session.visitorEmail}</bdi>
					</a>
				) : (
					<span className={classes.absent}>{words.noEmail}</span>
				)}
			</Fact>
			<Whereabouts session={session} />
			{session.pageUrl && <AddressFact label={words.page} address={session.pageUrl} />}
			{session.referrerUrl && (
				<AddressFact label={words.referrer} address={session.referrerUrl} />
			)}
			<Fact label={words.started}>{formatFull(session.startedAt)}</Fact>
			<Wait session={session} />
			{session.durationSeconds !== undefined && (
				<Fact label={words.duration}>{formatDuration(session.durationSeconds)}</Fact>
			)}
			{session.assignedAgent && (
				<Fact label={words.agent}>
					<bdi>{session.assignedAgent.name}</bdi>
				</Fact>
			)}
		</dl>
	);
}

/* Whether they are there, and on which page. */
function Whereabouts({ session }: { session: ChatSession }) {
	const presence = usePresence(session.id);
	const words = texts().visitor;
	if (!presence || session.status === 'ended') return null;
	const { isHere, pageUrl } = presence;
	return (
		<>
			<Fact label={words.now}>{isHere ? texts().presence.here : goneSince(presence)}</Fact>
			{pageUrl && (
				<AddressFact label={isHere ? words.currentPage : words.lastPage} address={pageUrl} />
			)}
		</>
	);
}

function Wait({ session }: { session: ChatSession }) {
	const words = texts().visitor;
	if (session.waitTimeSeconds !== undefined)
		return <Fact label={words.wait}>{formatDuration(session.waitTimeSeconds)}</Fact>;
	if (session.status === 'ended') return null;
	return (
		<Fact label={words.waitUnanswered}>
			<WaitClock since={session.startedAt} />
		</Fact>
	);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
	return (
		<div className={classes.fact}>
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}

function AddressFact({ label, address }: { label: string; address: string }) {
	const href = safeHref(address);
	const text = <bdi>{shortAddress(address)}</bdi>;
	return (
		<Fact label={label}>
			{href ? (
				<a href={href} target="_blank" rel="noopener noreferrer nofollow" title={address}>
					{text} <ExternalLink size={12} role="img" aria-label={texts().app.newTab} />
				</a>
			) : (
				text
			)}
		</Fact>
	);
}
