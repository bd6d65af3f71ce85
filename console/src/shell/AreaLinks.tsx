/* The navigation in the bar; where that is narrow it stands in the menu behind one's own picture. */
import { Button } from '@mantine/core';
import { AppLink } from '../ui/AppLink';
import classes from './AreaLinks.module.css';
import type { Area } from './areas';
import { texts } from './texts';

/* One area alone needs none. */
export function AreaLinks({ areas }: { areas: readonly Area[] }) {
	if (areas.length < 2) return null;
	return (
		<nav className={classes.areas} aria-label={texts().header.areas}>
			{areas.map(({ href, title, isHere, Icon }) => (
				<Button
					key={href}
					component={AppLink}
					href={href}
					size="compact-md"
					variant={isHere ? 'light' : 'subtle'}
					color={isHere ? undefined : 'gray'}
					aria-current={isHere ? 'page' : undefined}
					leftSection={<Icon size={16} aria-hidden="true" />}
				>
					{title}
				</Button>
			))}
		</nav>
	);
}
