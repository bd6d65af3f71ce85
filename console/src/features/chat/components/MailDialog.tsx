/*
 * Answers by mail. What is half written is the chat's own draft. The answer stands in this chat, or where that has
 * ended in another one of the agent's, which is opened then.
 */
import { Alert, Button, Group, Loader, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { newId } from '../../../../../proto/client/ids';
import { charactersLeft, textToSend } from '../../../../../proto/client/limits';
import { asRefusal } from '../../../api/http';
import type { ChatSession, MailReach } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { getDraft, setDraft } from '../../../ui/drafts';
import { ListProblem } from '../../../ui/ListProblem';
import { Named } from '../../../ui/Named';
import { showNotice } from '../../../ui/notices';
import { navigate } from '../../../ui/place';
import { chatAddress } from '../addresses';
import { chatKeys } from '../api/keys';
import { fetchMailReach, sendMail } from '../api/sessions';
import { useDesk } from '../live/DeskProvider';
import { texts } from '../texts';
import { mailTexts } from '../texts/mail';

interface Props {
	session: ChatSession;
	isOpen: boolean;
	close: () => void;
}

export function MailDialog({ session, isOpen, close }: Props) {
	return (
		<Dialog isOpen={isOpen} close={close} title={mailTexts().title}>
			<Content session={session} close={close} />
		</Dialog>
	);
}

interface PartProps {
	session: ChatSession;
	close: () => void;
}

function Content({ session, close }: PartProps) {
	const reach = useQuery({
		queryKey: chatKeys.mailReach(session.id),
		queryFn: ({ signal }) => fetchMailReach(session.id, signal),
		staleTime: 0,
	});
	const words = mailTexts();
	if (reach.isPending) return <Loader aria-label={mailTexts().app.loading} />;
	if (reach.isError)
		return <ListProblem text={words.unread} retry={() => void reach.refetch()} />;
	const { hindrance } = reach.data;
	if (hindrance) return <Alert color="yellow">{words.hindrances[hindrance]}</Alert>;
	return <Form session={session} close={close} reach={reach.data} />;
}

/* Under one id as long as it says the same: a mail that went out, with an answer that did not come, goes out once. */
function useSend(session: ChatSession, close: () => void) {
	const desk = useDesk();
	const words = mailTexts();
	const tried = useRef({ id: '', content: '' });
	return useMutation({
		mutationFn: (content: string) => {
			if (tried.current.content !== content) tried.current = { id: newId(), content };
			return sendMail(session.id, tried.current.id, content);
		},
		onSuccess: (answered) => {
			tried.current = { id: '', content: '' };
			setDraft(session.id, '');
			close();
			desk.learn(answered);
			showNotice({ text: words.sent });
			if (answered.id !== session.id) navigate(chatAddress(answered.id));
		},
		onError: (error) =>
			showNotice({ tone: 'error', text: words.refused[asRefusal(error).code] ?? words.failed }),
	});
}

function Form({ session, close, reach }: PartProps & { reach: MailReach }) {
	const words = mailTexts();
	const [text, setText] = useState(() => getDraft(session.id));
	const send = useSend(session, close);
	const content = textToSend(text);
	const over = Math.max(0, -(charactersLeft(text) ?? 0));
	const change = (next: string) => {
		setText(next);
		setDraft(session.id, next);
	};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (content) send.mutate(content);
			}}
		>
			<Stack gap="sm">
				<Text>
					<Named sentence={words.to} name={reach.address ?? ''} />
				</Text>
				<Textarea
					autoFocus
					label={words.label}
					description={session.status === 'ended' ? words.hintEnded : words.hint}
					error={over > 0 && texts().composer.tooLong(over)}
					dir="auto"
					autosize
					minRows={5}
					maxRows={14}
					value={text}
					onChange={(event) => change(event.currentTarget.value)}
				/>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{mailTexts().app.cancel}
					</Button>
					<Button type="submit" loading={send.isPending} disabled={!content}>
						{words.send}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
