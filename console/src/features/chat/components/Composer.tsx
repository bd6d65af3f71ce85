/*
 * Where the agent writes. Enter sends, Shift+Enter starts a line; an input method that is composing
 * keeps its Enter. The draft stays with the session for as long as the page lives.
 */
import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isSendKey } from '../../../../../proto/client/keyboard';
import { charactersLeft, textToSend } from '../../../../../proto/client/limits';
import { isolated } from '../../../../../proto/client/names';
import { TypingTeller } from '../../../../../proto/client/typing';
import type { ChatSession } from '../../../api/types';
import { visitorName } from '../visitor';
import { useDesk } from '../live/DeskProvider';
import { getDraft, setDraft } from '../../../ui/drafts';
import { texts } from '../texts';
import classes from './Composer.module.css';

/* The field is one line high: a long name would not fit. */
const LONG_NAME = 28;

function placeholderFor(session: ChatSession): string {
	const words = texts().composer;
	const name = visitorName(session);
	return name.length > LONG_NAME ? words.placeholder : words.placeholderTo(isolated(name));
}

function hasKeyboard(): boolean {
	return matchMedia('(hover: hover) and (pointer: fine)').matches;
}

export function Composer({ session }: { session: ChatSession }) {
	const desk = useDesk();
	const words = texts().composer;
	const field = useRef<HTMLTextAreaElement>(null);
	const [text, setText] = useState(() => getDraft(session.id));
	const [teller] = useState(() => new TypingTeller((is) => desk.setTyping(session.id, is)));
	const content = textToSend(text);
	const over = Math.max(0, -(charactersLeft(text) ?? 0));

	useEffect(() => {
		if (hasKeyboard()) field.current?.focus();
		return () => teller.stop();
	}, [teller]);

	function change(next: string): void {
		setText(next);
		setDraft(session.id, next);
		teller.set(next.trim() !== '');
	}

	function send(): void {
		if (!content) return;
		desk.send(session.id, content);
		change('');
		field.current?.focus();
	}

	function onKeyDown(event: KeyboardEvent): void {
		if (!isSendKey(event.nativeEvent)) return;
		event.preventDefault();
		send();
	}

	function onSubmit(event: FormEvent): void {
		event.preventDefault();
		send();
	}

	return (
		<form className={classes.composer} onSubmit={onSubmit}>
			<div className={classes.box}>
				<Textarea
					ref={field}
					className={classes.field}
					classNames={{ input: classes.input }}
					variant="unstyled"
					aria-label={words.label}
					placeholder={placeholderFor(session)}
					dir="auto"
					autosize
					minRows={1}
					maxRows={8}
					value={text}
					onChange={(event) => change(event.currentTarget.value)}
					onKeyDown={onKeyDown}
				/>
				<Tooltip label={words.send}>
					<ActionIcon
						type="submit"
						size={38}
						radius="md"
						aria-label={words.send}
						disabled={!content}
					>
						<SendHorizontal size={19} />
					</ActionIcon>
				</Tooltip>
			</div>
			<div className={classes.hint} data-over={over > 0 || undefined}>
				{over > 0 ? words.tooLong(over) : words.hint}
			</div>
		</form>
	);
}
