/* Reads a mail that was kept in place of being sent. */
import { Button, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutgoingMail } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ListProblem } from '../../../ui/ListProblem';
import { fetchContent, KEYS } from '../api';
import { texts } from '../texts';

export function KeptMail({ mail }: { mail: OutgoingMail }) {
	const { mails: words } = texts();
	const [isOpen, setOpen] = useState(false);
	return (
		<>
			<Button
				size="compact-sm"
				variant="default"
				aria-label={words.readTo(mail.recipient)}
				onClick={() => setOpen(true)}
			>
				{words.read}
			</Button>
			<Dialog isOpen={isOpen} close={() => setOpen(false)} title={words.kept(mail.recipient)}>
				<Content id={mail.id} />
			</Dialog>
		</>
	);
}

function Content({ id }: { id: string }) {
	const content = useQuery({
		queryKey: KEYS.content(id),
		queryFn: ({ signal }) => fetchContent(id, signal),
	});
	if (content.isPending) return <Skeleton height={160} radius="md" />;
	if (content.isError)
		return <ListProblem text={texts().mail.failed} retry={() => void content.refetch()} />;
	return (
		<>
			<Text fw={600} dir="auto" mb="sm">
				{content.data.subject}
			</Text>
			<Text dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
				{content.data.text}
			</Text>
		</>
	);
}
