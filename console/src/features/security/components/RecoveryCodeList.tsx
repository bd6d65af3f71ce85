/* The recovery codes, the one time that they are shown: to be copied, or kept as a file. */
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Copy, Download, TriangleAlert } from 'lucide-react';
import { showNotice } from '../../../ui/notices';
import { texts } from '../texts';
import classes from './RecoveryCodeList.module.css';

const FILE_NAME = 'frontdesk-recovery-codes.txt';

async function copy(codes: string[]): Promise<void> {
	const words = texts().secondFactor;
	try {
		await navigator.clipboard.writeText(codes.join('\n'));
		showNotice({ text: words.copied });
	} catch {
		showNotice({ tone: 'error', text: words.copyFailed });
	}
}

function download(codes: string[]): void {
	const address = URL.createObjectURL(
		new Blob([`${codes.join('\n')}\n`], { type: 'text/plain' }),
	);
	const link = document.createElement('a');
	link.href = address;
	link.download = FILE_NAME;
	link.click();
	URL.revokeObjectURL(address);
}

export function RecoveryCodeList({ codes, done }: { codes: string[]; done: () => void }) {
	const words = texts().secondFactor;
	return (
		<Stack>
			<Text>{words.recoveryText}</Text>
			<Alert
				color="yellow"
				py="xs"
				icon={<TriangleAlert size={18} aria-hidden="true" />}
			>
				{words.recoveryOnce}
			</Alert>
			<ul className={classes.codes} aria-label={words.recoveryTitle} dir="ltr">
				{codes.map((code) => (
					<li key={code}>{code}</li>
				))}
			</ul>
			<Group gap="xs">
				<Button
					variant="default"
					leftSection={<Copy size={16} aria-hidden="true" />}
					onClick={() => void copy(codes)}
				>
					{words.copy}
				</Button>
				<Button
					variant="default"
					leftSection={<Download size={16} aria-hidden="true" />}
					onClick={() => download(codes)}
				>
					{words.download}
				</Button>
			</Group>
			<Group justify="flex-end">
				<Button onClick={done}>{words.kept}</Button>
			</Group>
		</Stack>
	);
}
