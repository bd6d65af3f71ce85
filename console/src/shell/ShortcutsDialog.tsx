/* What the keyboard can do, everywhere and in each area. */
import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { shortcutTexts } from './texts/shortcuts';
import { Dialog } from '../ui/Dialog';
import classes from './ShortcutsDialog.module.css';

interface Row {
	label: string;
	/** Each a combination of keys; any of them does. */
	keys: readonly (readonly string[])[];
}

function groups(): { title: string; rows: readonly Row[] }[] {
	const words = shortcutTexts();
	const { enter, escape, alt, control } = words.keys;
	return [
		{
			title: words.everywhere,
			rows: [
				{ label: words.search, keys: [['/'], [control, 'K']] },
				{ label: words.help, keys: [['?']] },
			],
		},
		{
			title: words.chats,
			rows: [
				{ label: words.nextChat, keys: [['J'], ['↓']] },
				{ label: words.previousChat, keys: [['K'], ['↑']] },
				{ label: words.openChat, keys: [[enter]] },
				{ label: words.takeNext, keys: [[alt, 'T']] },
				{ label: words.escapeChat, keys: [[escape]] },
			],
		},
		{
			title: words.tickets,
			rows: [
				{ label: words.nextTicket, keys: [['J']] },
				{ label: words.previousTicket, keys: [['K']] },
				{ label: words.openTicket, keys: [[enter]] },
				{ label: words.choose, keys: [['X']] },
				{ label: words.assign, keys: [['A']] },
				{ label: words.resolve, keys: [['E']] },
				{ label: words.tag, keys: [['#']] },
				{ label: words.answer, keys: [['R']] },
				{ label: words.create, keys: [['C']] },
			],
		},
	];
}

export default function ShortcutsDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
	const words = shortcutTexts();
	return (
		<Dialog isOpen={isOpen} close={close} title={words.title}>
			{groups().map(({ title, rows }) => (
				<section key={title} aria-label={title}>
					<h3 className={classes.title}>{title}</h3>
					<dl className={classes.list}>
						{rows.map((row) => (
							<Keys key={row.label} row={row} or={words.or} />
						))}
					</dl>
				</section>
			))}
		</Dialog>
	);
}

function Keys({ row: { label, keys }, or }: { row: Row; or: string }) {
	return (
		<div className={classes.row}>
			<dt>{label}</dt>
			<dd className={classes.keys}>
				{keys.map((combination, index) => (
					<Fragment key={combination.join()}>
						{index > 0 && <span className={classes.or}>{or}</span>}
						{combination.map((key) => (
							<Kbd key={key}>{key}</Kbd>
						))}
					</Fragment>
				))}
			</dd>
		</div>
	);
}
