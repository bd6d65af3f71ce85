/* What the settings' pages stand in: the list of them at the side, on a phone a menu above. */
import { Button, Center, Loader, Menu, NavLink } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { AppLink } from '../ui/AppLink';
import classes from './SettingsFrame.module.css';
import { texts } from './texts';

interface Props {
	pages: readonly { href: string; title: string }[];
	/** The address of the one that is shown. */
	here: string;
	children: ReactNode;
}

export default function SettingsFrame({ pages, here, children }: Props) {
	return (
		<div className={classes.frame}>
			<nav className={classes.side} aria-label={texts().pages.settings}>
				{pages.map(({ href, title }) => (
					<NavLink
						key={href}
						className={classes.link}
						component={AppLink}
						href={href}
						label={title}
						active={href === here}
						aria-current={href === here ? 'page' : undefined}
					/>
				))}
			</nav>
			<PagesMenu pages={pages} here={here} />
			<main key={here} id="main" tabIndex={-1} className={classes.main}>
				<Suspense fallback={<Waiting />}>{children}</Suspense>
			</main>
		</div>
	);
}

function PagesMenu({ pages, here }: Omit<Props, 'children'>) {
	const title = pages.find(({ href }) => href === here)?.title;
	return (
		<nav className={classes.bar} aria-label={texts().pages.settings}>
			<Menu
				position="bottom-start"
				width={260}
				withinPortal={false}
				withInitialFocusPlaceholder={false}
			>
				<Menu.Target>
					<Button
						variant="default"
						fullWidth
						justify="space-between"
						rightSection={<ChevronDown size={16} aria-hidden="true" />}
					>
						{`${texts().pages.settings}: ${title ?? ''}`}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					{pages.map((page) => (
						<Menu.Item
							key={page.href}
							component={AppLink}
							href={page.href}
							aria-current={page.href === here ? 'page' : undefined}
						>
							{page.title}
						</Menu.Item>
					))}
				</Menu.Dropdown>
			</Menu>
		</nav>
	);
}

function Waiting() {
	return (
		<Center h="100%">
			<Loader aria-label={texts().app.loading} />
		</Center>
	);
}
