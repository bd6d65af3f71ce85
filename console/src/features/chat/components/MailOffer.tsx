/* That whoever has left can be answered by mail, and the dialog in which they are. */
import { Button } from '@mantine/core';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import type { ChatSession } from '../../../api/types';
import { mailTexts } from '../texts/mail';
import { MailDialog } from './MailDialog';
import classes from './MailOffer.module.css';

/* Who has gone reads what is written here when they come back; a mail reaches them where they are. */
export default function MailOffer({ session }: { session: ChatSession }) {
	if (session.status === 'ended') return <MailButton session={session} />;
	return (
		<div className={classes.gone}>
			<span>{mailTexts().gone}</span>
			<MailButton session={session} />
		</div>
	);
}

function MailButton({ session }: { session: ChatSession }) {
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<Button
				variant="default"
				size="compact-sm"
				leftSection={<Mail size={16} aria-hidden="true" />}
				onClick={() => setOpen(true)}
			>
				{mailTexts().reply}
			</Button>
			<MailDialog session={session} isOpen={isOpen} close={() => setOpen(false)} />
		</>
	);
}
