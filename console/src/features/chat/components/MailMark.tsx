/* Below a message that came by mail, or went: that it did, from which address where that is another, and the whole. */
import { UnstyledButton } from '@mantine/core';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import type { ChatMessage } from '../../../api/types';
import { Named } from '../../../ui/Named';
import { mailTexts } from '../texts/mail';
import classes from './MailMark.module.css';
import { OriginalDialog } from './OriginalDialog';
import type { Row } from './threadRows';

interface Props {
	row: Row;
	mail: NonNullable<ChatMessage['mail']>;
}

export default function MailMark({ row, mail }: Props) {
	const words = mailTexts();
	const [isOpen, setOpen] = useState(false);
	const isOdd = !row.isOurs && !mail.isKnown;
	return (
		<div className={classes.mark} data-odd={isOdd || undefined}>
			<Mail size={13} aria-hidden="true" />{' '}
			{isOdd ? <Named sentence={words.from} name={mail.address} /> : <span>{words.by}</span>}
			{!row.isOurs && (
				<UnstyledButton className={classes.action} onClick={() => setOpen(true)}>
					{words.show}
				</UnstyledButton>
			)}
			<OriginalDialog
				sessionId={row.session.id}
				messageId={row.entry.id}
				isOpen={isOpen}
				close={() => setOpen(false)}
			/>
		</div>
	);
}
