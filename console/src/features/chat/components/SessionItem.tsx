/* One session in a list: who, since when it is quiet, what is unread. */
import { memo } from 'react';
import { activityOf } from '../api/lists';
import type { ChatSession } from '../../../api/types';
import { chatAddress } from '../addresses';
import { useClock } from '../../../ui/clock';
import { formatAgo } from '../../../ui/format';
import { listItemProps } from '../../../ui/listFocus';
import { pagePath, visitorName } from '../visitor';
import { texts } from '../texts';
import { AppLink } from '../../../ui/AppLink';
import { ChooseBox } from './ChooseBox';
import { LastMessage } from './LastMessage';
import { PersonAvatar } from '../../../ui/PersonAvatar';
import { PresenceLine } from './PresenceLine';
import { UnreadCount } from './UnreadCount';
import classes from './SessionItem.module.css';

/* Of an ended chat nothing stands in the third line. */
export const SESSION_ROW_PX = 78;
export const ENDED_ROW_PX = 60;

interface Props {
	session: ChatSession;
	isOpen: boolean;
	showsAgent: boolean;
}

/* The second line where nothing was said yet: with whom, or where the visitor is. */
function describe(session: ChatSession, showsAgent: boolean): string {
	if (showsAgent && session.assignedAgent) return texts().lists.with(session.assignedAgent.name);
	if (session.pageUrl) return pagePath(session.pageUrl);
	return session.visitorEmail ?? '';
}

export const SessionItem = memo(function SessionItem({ session, isOpen, showsAgent }: Props) {
	const name = visitorName(session);
	const isNews = !isOpen && session.status !== 'ended';
	const unread = isNews ? session.unreadCount : 0;
	return (
		<div className={classes.row}>
			<ChooseBox session={session} />
			<AppLink
				className={classes.item}
				data-unread={unread > 0 || undefined}
				href={chatAddress(session.id)}
				aria-current={isOpen}
				{...listItemProps}
			>
				<PersonAvatar name={name} id={session.visitorId} size={38} />
				<span className={classes.text}>
					<span className={classes.line}>
						<span className={classes.name}>
							<bdi>{name}</bdi>
						</span>
						<Ago time={activityOf(session)} />
					</span>
					<span className={classes.line}>
						<LastMessage
							session={session}
							className={classes.note}
							instead={<bdi>{describe(session, showsAgent)}</bdi>}
						/>
						<UnreadCount count={unread} />
					</span>
					<PresenceLine session={session} />
				</span>
			</AppLink>
		</div>
	);
});

function Ago({ time }: { time: string }) {
	return <span className={classes.ago}>{useClock((nowMs) => formatAgo(time, nowMs))}</span>;
}
