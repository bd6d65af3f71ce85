/*
 * The desk: lists, conversation and visitor side by side where there is room, one at a time on a
 * phone. The address says which session is open, so the back button does what it should.
 */
import { VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { MessagesSquare } from 'lucide-react';
import { useEffect, useState } from 'react';
import { chatAddress, navigate } from '../../ui/place';
import { AgentChatPanel } from './components/AgentChatPanel';
import { AppHeader } from '../../shell/AppHeader';
import { EmptyState } from '../../ui/EmptyState';
import { SessionSidebar } from './components/SessionSidebar';
import { ShortcutsDialog } from '../../shell/ShortcutsDialog';
import { VisitorDetails } from './components/VisitorDetails';
import { useDesk } from './live/DeskProvider';
import { useTitleBadge } from './live/useTitleBadge';
import { useTake } from './live/useTake';
import { focusFilter, focusList, moveByArrow, moveInLists } from './listFocus';
import { texts } from '../../locale';
import classes from './ChatPage.module.css';

interface Props {
	sessionId?: string;
	showsDetails: boolean;
}

function useShortcuts(showHelp: () => void): void {
	const { takeNext } = useTake();
	useHotkeys([
		['j', unlessCovered(() => moveInLists(1))],
		['k', unlessCovered(() => moveInLists(-1))],
		['ArrowDown', unlessCovered(() => moveByArrow(1)), { preventDefault: false }],
		['ArrowUp', unlessCovered(() => moveByArrow(-1)), { preventDefault: false }],
		['/', unlessCovered(focusFilter)],
		['shift+?', unlessCovered(showHelp)],
		['?', unlessCovered(showHelp)],
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

/* While a dialog or menu is open the keys are its own. */
function unlessCovered(act: () => void): () => void {
	return () => {
		if (document.querySelector('[role="dialog"], [role="menu"]')) return;
		act();
	};
}

export function ChatPage({ sessionId, showsDetails }: Props) {
	const desk = useDesk();
	const [isHelpOpen, setHelpOpen] = useState(false);
	useTitleBadge();
	useShortcuts(() => setHelpOpen(true));
	useEffect(() => {
		desk.alerts.openSessionId = sessionId;
		return sessionId ? desk.watch(sessionId) : undefined;
	}, [desk, sessionId]);
	const pane = !sessionId ? 'lists' : showsDetails ? 'details' : 'panel';
	return (
		<div className={classes.page} data-pane={pane}>
			<a className={classes.skip} href="#conversation">
				{texts().app.skip}
			</a>
			<AppHeader showHelp={() => setHelpOpen(true)} />
			<nav className={classes.lists} aria-label={texts().lists.label}>
				<SessionSidebar openId={sessionId} />
			</nav>
			<main
				className={classes.work}
				id="conversation"
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
							close={() => navigate(chatAddress(sessionId), { replace: true })}
						/>
					</section>
				)}
			</main>
			<ShortcutsDialog isOpen={isHelpOpen} close={() => setHelpOpen(false)} />
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
