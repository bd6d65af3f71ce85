/*
 * The desk: lists, conversation and visitor side by side where there is room, one at a time on a
 * phone. The address says which session is open, so the back button does what it should.
 */
import { VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { MessagesSquare } from 'lucide-react';
import { useEffect } from 'react';
import { unlessCovered } from '../../ui/covered';
import { EmptyState } from '../../ui/EmptyState';
import { goBack } from '../../ui/place';
import { useImmersive } from '../../ui/useImmersive';
import { chatAddress } from './addresses';
import classes from './ChatPage.module.css';
import { AgentChatPanel } from './components/AgentChatPanel';
import { SessionSidebar } from './components/SessionSidebar';
import { VisitorDetails } from './components/VisitorDetails';
import { focusFilter, focusList, moveByArrow, moveInLists } from '../../ui/listFocus';
import { useDesk } from './live/DeskProvider';
import { useTake } from './live/useTake';
import { texts } from './texts';

interface Props {
	parameters: { sessionId?: string };
	query: URLSearchParams;
}

function useShortcuts(): void {
	const { takeNext } = useTake();
	useHotkeys([
		['j', unlessCovered(() => moveInLists(1))],
		['k', unlessCovered(() => moveInLists(-1))],
		['ArrowDown', unlessCovered(() => moveByArrow(1)), { preventDefault: false }],
		['ArrowUp', unlessCovered(() => moveByArrow(-1)), { preventDefault: false }],
		['/', unlessCovered(focusFilter)],
	]);
	/* These work from inside the composer too. */
	useHotkeys(
		[
			['mod+K', unlessCovered(focusFilter)],
			['alt+T', unlessCovered(takeNext)],
			['Escape', unlessCovered(focusList), { preventDefault: false }],
		],
		[],
	);
}

export default function ChatPage({ parameters: { sessionId }, query }: Props) {
	const desk = useDesk();
	useShortcuts();
	useImmersive(sessionId !== undefined);
	useEffect(() => {
		desk.attention.openSessionId = sessionId;
		const leave = sessionId ? desk.watch(sessionId) : () => {};
		return () => {
			desk.attention.openSessionId = undefined;
			leave();
		};
	}, [desk, sessionId]);
	const pane = !sessionId ? 'lists' : query.has('details') ? 'details' : 'panel';
	return (
		<div className={classes.page} data-pane={pane}>
			<nav className={classes.lists} aria-label={texts().lists.label}>
				<SessionSidebar openId={sessionId} />
			</nav>
			<main
				className={classes.work}
				id="main"
				tabIndex={-1}
				data-split={sessionId !== undefined || undefined}
			>
				<VisuallyHidden>
					<h1>{texts().lists.label}</h1>
				</VisuallyHidden>
				<div className={classes.panel}>
					{sessionId ? (
						<AgentChatPanel key={sessionId} sessionId={sessionId} />
					) : (
						<NothingOpen />
					)}
				</div>
				{sessionId && (
					<section className={classes.details} aria-label={texts().visitor.label}>
						<VisitorDetails
							key={sessionId}
							sessionId={sessionId}
							close={() => goBack(chatAddress(sessionId))}
						/>
					</section>
				)}
			</main>
		</div>
	);
}

function NothingOpen() {
	const words = texts().panel;
	return (
		<EmptyState
			icon={<MessagesSquare size={36} strokeWidth={1.5} />}
			title={words.emptyTitle}
			level={2}
			text={words.empty}
		/>
	);
}
