/*
 * Where one writes: an answer that the customer reads, or a note that they do not, which looks otherwise. What is half
 * written stays for as long as the page lives, and is said once, however often it has to be sent.
 */
import { Button, Menu, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ChevronDown, Lock, Mail } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { newId } from '../../../../../proto/client/ids';
import { charactersLeft, textToSend } from '../../../../../proto/client/limits';
import { asRefusal } from '../../../api/http';
import { useLine } from '../../../live/LineProvider';
import { getDraft, setDraft } from '../../../ui/drafts';
import { showNotice } from '../../../ui/notices';
import { ticketKeys } from '../api/keys';
import { comment } from '../api/tickets';
import type { SupportTicket } from '../model';
import { detailTexts } from '../texts/detail';
import classes from './Composer.module.css';

export const COMPOSER_ID = 'ticket-composer';

const WAYS = ['pending', 'resolved', 'open'] as const;

/* What the ticket becomes with it. */
type Status = (typeof WAYS)[number];

/* What is half written of a ticket, and for whom. */
function useDraft({ id }: SupportTicket) {
	const [text, setText] = useState(() => getDraft(`ticket ${id}`));
	const [isPublic, setPublic] = useState(() => getDraft(`ticket ${id} note`) === '');
	return {
		text,
		isPublic,
		write(next: string): void {
			setText(next);
			setDraft(`ticket ${id}`, next);
		},
		address(toCustomer: boolean): void {
			setPublic(toCustomer);
			setDraft(`ticket ${id} note`, toCustomer ? '' : 'note');
		},
	};
}

type Draft = ReturnType<typeof useDraft>;

/* Under one id as long as it says the same to the same. */
function useSend(ticket: SupportTicket, draft: Draft) {
	const { client, rereader } = useLine();
	const tried = useRef({ id: '', content: '', isPublic: true });
	return useMutation({
		mutationFn: ({ content, status }: { content: string; status?: Status }) => {
			const { isPublic } = draft;
			const isSame = tried.current.content === content && tried.current.isPublic === isPublic;
			if (!isSame) tried.current = { id: newId(), content, isPublic };
			return comment(ticket.id, { ...tried.current, status });
		},
		onSuccess: () => {
			tried.current = { id: '', content: '', isPublic: true };
			draft.write('');
			void rereader.read(ticketKeys.lists);
			return client.invalidateQueries({ queryKey: ticketKeys.ticket(ticket.id) });
		},
		onError: (error) => {
			const words = detailTexts().composer;
			const isClosed = asRefusal(error).code === 'state';
			showNotice({ tone: 'error', text: isClosed ? words.state : words.failed });
		},
	});
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const SEND_KEYS = isApple ? '⌘ Enter' : 'Ctrl+Enter';

export function Composer({ ticket }: { ticket: SupportTicket }) {
	const words = detailTexts().composer;
	const draft = useDraft(ticket);
	const send = useSend(ticket, draft);
	const { text, isPublic } = draft;
	const content = textToSend(text);
	const over = Math.max(0, -(charactersLeft(text) ?? 0));
	const submit = (status?: Status) => {
		if (content && !send.isPending) send.mutate({ content, status });
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
		event.preventDefault();
		submit();
	};
	return (
		<form
			className={classes.composer}
			aria-label={words.label}
			data-note={!isPublic || undefined}
			onSubmit={(event: FormEvent) => {
				event.preventDefault();
				submit();
			}}
		>
			<Mode draft={draft} />
			<Textarea
				id={COMPOSER_ID}
				variant="unstyled"
				classNames={{ input: classes.input }}
				aria-label={isPublic ? words.answerField : words.noteField}
				placeholder={isPublic ? words.answerHint : words.noteHint}
				dir="auto"
				autosize
				minRows={2}
				maxRows={10}
				value={text}
				onChange={(event) => draft.write(event.currentTarget.value)}
				onKeyDown={onKeyDown}
			/>
			<div className={classes.foot}>
				<span className={classes.hint} data-over={over > 0 || undefined} role={over > 0 ? 'status' : undefined}>
					{over > 0
						? words.tooLong(over)
						: isPublic && !ticket.requesterEmail
							? words.noEmail
							: words.key(SEND_KEYS)}
				</span>
				<SendButtons
					isPublic={isPublic}
					isReady={content !== undefined}
					isSending={send.isPending}
					submit={submit}
				/>
			</div>
		</form>
	);
}

function Mode({ draft: { isPublic, address } }: { draft: Draft }) {
	const words = detailTexts().composer;
	const modes = [
		{ value: 'answer', label: words.answer, Icon: Mail },
		{ value: 'note', label: words.note, Icon: Lock },
	];
	return (
		<SegmentedControl
			size="xs"
			withItemsBorders={false}
			aria-label={words.mode}
			value={isPublic ? 'answer' : 'note'}
			onChange={(value) => address(value === 'answer')}
			data={modes.map(({ value, label, Icon }) => ({
				value,
				label: (
					<span className={classes.mode}>
						<Icon size={13} aria-hidden="true" />
						{label}
					</span>
				),
			}))}
		/>
	);
}

interface SendProps {
	isPublic: boolean;
	isReady: boolean;
	isSending: boolean;
	submit: (status?: Status) => void;
}

function SendButtons({ isPublic, isReady, isSending, submit }: SendProps) {
	const words = detailTexts().composer;
	return (
		<div className={classes.send}>
			<Button
				type="submit"
				className={isPublic ? classes.first : undefined}
				loading={isSending}
				disabled={!isReady}
			>
				{isPublic ? words.send : words.keep}
			</Button>
			{isPublic && (
				<Menu position="top-end" withinPortal={false}>
					<Menu.Target>
						<Button
							className={classes.last}
							aria-label={words.more}
							disabled={!isReady || isSending}
						>
							<ChevronDown size={16} aria-hidden="true" />
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						{WAYS.map((status) => (
							<Menu.Item key={status} onClick={() => submit(status)}>
								{words.and[status]}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			)}
		</div>
	);
}
