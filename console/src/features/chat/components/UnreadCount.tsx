/* How many messages are unread; nothing where none is. */
import { texts } from '../texts';
import { formatCount } from '../unread';
import classes from './UnreadCount.module.css';

export function UnreadCount({ count }: { count: number }) {
	if (count === 0) return null;
	return (
		<span
			className={classes.count}
			role="img"
			aria-label={texts().lists.unread(formatCount(count))}
		>
			{formatCount(count)}
		</span>
	);
}
