/* A person's initials in their own colour, with a dot for an agent's status. */
import { Avatar } from '@mantine/core';
import { initialsOf } from '../../../proto/client/names';
import type { AgentStatus } from '../api/types';
import { hueOf } from './person';
import { texts } from './texts';
import classes from './PersonAvatar.module.css';

interface Props {
	name: string;
	id: string;
	size?: number;
	status?: AgentStatus;
}

export function PersonAvatar({ name, id, size = 40, status }: Props) {
	return (
		<span className={classes.box}>
			<Avatar
				className={classes.avatar}
				data-hue={hueOf(id)}
				size={size}
				radius="xl"
				aria-hidden="true"
			>
				{initialsOf(name)}
			</Avatar>
			{status && (
				<span
					className={classes.dot}
					data-status={status}
					role="img"
					aria-label={texts().agentStatus[status]}
				/>
			)}
		</span>
	);
}
