/* All that is shown to whoever must set up a second factor before they may do anything else. */
import { Button, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ME_KEY } from '../../api/account';
import type { SignedIn } from '../../api/types';
import { setTitle } from '../../ui/title';
import { Enrolment } from './components/Enrolment';
import classes from './AccountSecurityPage.module.css';
import { texts } from './texts';

export default function EnrolPage({ me, leave }: { me: SignedIn; leave: () => void }) {
	const words = texts().secondFactor;
	const client = useQueryClient();
	useEffect(() => setTitle(words.title), [words]);
	return (
		<main id="main" className={classes.page}>
			<div className={classes.column}>
				<Title order={1} size="h3">
					{words.title}
				</Title>
				<Text className={classes.lead}>{words.enrolLead(me.tenant.name)}</Text>
				<Enrolment
					email={me.user.email}
					done={() => void client.invalidateQueries({ queryKey: ME_KEY })}
				>
					<Button variant="default" onClick={leave}>
						{words.signOut}
					</Button>
				</Enrolment>
			</div>
		</main>
	);
}
