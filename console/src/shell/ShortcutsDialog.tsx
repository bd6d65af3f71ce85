/* What the keyboard can do. */
import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { texts } from './texts';
import { Dialog } from '../ui/Dialog';
import classes from './ShortcutsDialog.module.css';

type Combination = readonly string[];

function rows(): { label: string; combinations: readonly Combination[] }[] {
	const words = texts().shortcuts;
	const { enter, escape, alt, control } = words.keys;
	return [
		{ label: words.next, combinations: [['J'], ['↓']] },
		{ label: words.previous, combinations: [['K'], ['↑']] },
		{ label: words.open, combinations: [[enter]] },
		{ label: words.takeNext, combinations: [[alt, 'T']] },
		{ label: words.search, combinations: [['/'], [control, 'K']] },
		{ label: words.escape, combinations: [[escape]] },
		{ label: words.help, combinations: [['?']] },
	];
}

export default function ShortcutsDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
	const words = texts().shortcuts;
	return (
		<Dialog isOpen={isOpen} close={close} title={words.title}>
			<dl className={classes.list}>
				{rows().map(({ label, combinations }) => (
					<div key={label} className={classes.row}>
						<dt>{label}</dt>
						<dd className={classes.keys}>
							{combinations.map((keys, index) => (
								<Fragment key={keys.join()}>
									{index > 0 && <span className={classes.or}>{words.or}</span>}
									{keys.map((key) => (
										<Kbd key={key}>{key}</Kbd>
									))}
								</Fragment>
							))}
						</dd>
					</div>
				))}
			</dl>
		</Dialog>
	);
}
