/* The whole of a mail of which a message was made, with what it quotes. */
import { Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OriginalMail } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ListProblem } from '../../../ui/ListProblem';
import { chatKeys } from '../api/keys';
import { fetchOriginal } from '../api/sessions';
import { mailTexts } from '../texts/mail';
import classes from './OriginalDialog.module.css';

interface Props {
	sessionId: string;
	messageId: string;
	isOpen: boolean;
	close: () => void;
}

export function OriginalDialog({ isOpen, close, ...of }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={mailTexts().original}>
			<Content {...of} />
		</Dialog>
	);
}

/* Kept no longer than it is shown. */
function Content({ sessionId, messageId }: Pick<Props, 'sessionId' | 'messageId'>) {
	const original = useQuery({
		queryKey: chatKeys.original(messageId),
		queryFn: ({ signal }) => fetchOriginal(sessionId, messageId, signal),
		gcTime: 0,
	});
	if (original.isPending) return <Loader aria-label={mailTexts().app.loading} />;
	if (original.isError)
		return (
			<ListProblem
				text={mailTexts().originalUnread}
				retry={() => void original.refetch()}
			/>
		);
	return <Mail {...original.data} />;
}

function Mail({ address, isKnown, mail }: OriginalMail) {
	const words = mailTexts();
	return (
		<Stack gap="sm">
			<dl className={classes.head}>
				<dt>{words.sender}</dt>
				<dd>
					{mail.fromName && (
						<>
							<bdi>{mail.fromName}</bdi>{' '}
						</>
					)}
					<bdi>{address}</bdi>
				</dd>
				{mail.subject && (
					<>
						<dt>{words.subject}</dt>
						<dd dir="auto">{mail.subject}</dd>
					</>
				)}
			</dl>
			<div className={classes.text} dir="auto" tabIndex={0}>
				{mail.text.trim()}
			</div>
			<Text size="sm" c="var(--desk-muted)">
				{!isKnown && `${words.unproved} `}
				{words.cut}
			</Text>
		</Stack>
	);
}
