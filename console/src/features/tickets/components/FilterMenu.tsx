/* One filter as a button that says what is chosen; its menu has the choices, of which one or several may count. */
import { Button, Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { texts } from '../texts';
import classes from './TicketFilters.module.css';

export interface Choice {
	value: string;
	label: string;
}

interface Props {
	label: string;
	choices: readonly Choice[];
	chosen: readonly string[];
	/** What the button says of them; undefined: as if none were. */
	said?: string;
	pick: (value: string) => void;
	isMany?: boolean;
}

export function FilterMenu({ label, choices, chosen, said, pick, isMany }: Props) {
	return (
		<Menu position="bottom-start" withinPortal={false} closeOnItemClick={!isMany}>
			<Menu.Target>
				<Button
					className={classes.filter}
					size="compact-sm"
					radius="xl"
					variant="default"
					data-chosen={said !== undefined || undefined}
					rightSection={<ChevronDown size={14} aria-hidden="true" />}
				>
					<bdi>{said === undefined ? label : texts().filters.chosen(label, said)}</bdi>
				</Button>
			</Menu.Target>
			<Menu.Dropdown className={classes.choices}>
				{isMany ? (
					choices.map(({ value, label: name }) => (
						<Menu.CheckboxItem
							key={value}
							checked={chosen.includes(value)}
							onChange={() => pick(value)}
						>
							<bdi>{name}</bdi>
						</Menu.CheckboxItem>
					))
				) : (
					<Menu.RadioGroup value={chosen[0] ?? ''} onChange={pick}>
						{choices.map(({ value, label: name }) => (
							<Menu.RadioItem key={value} value={value} closeMenuOnClick>
								<bdi>{name}</bdi>
							</Menu.RadioItem>
						))}
					</Menu.RadioGroup>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}
