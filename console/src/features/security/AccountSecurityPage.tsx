/* How one signs in oneself: the second factor, on or off. */
import { Alert, Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ME_KEY } from '../../api/account';
import { SECOND_FACTOR_KEY, useSecondFactor } from './api/secondFactor';
import type { SecondFactor } from '../../api/types';
import { useLine } from '../../live/LineProvider';
import { ListProblem } from '../../ui/ListProblem';
import classes from './AccountSecurityPage.module.css';
import { Enrolment } from './components/Enrolment';
import { FactorIsOn } from './components/FactorIsOn';
import { texts } from './texts';

export default function AccountSecurityPage() {
	const words = texts().secondFactor;
	return (
		<main id="main" className={classes.page} tabIndex={-1}>
			<div className={classes.column}>
				<Title order={1} size="h3">
					{words.title}
				</Title>
				<Text className={classes.lead}>{words.lead}</Text>
				<Content />
			</div>
		</main>
	);
}

function Content() {
	const client = useQueryClient();
	const factor = useSecondFactor();
	/* Who turns off what is wanted of them must set it up anew: the server says so. */
	function changed(): void {
		void client.invalidateQueries({ queryKey: SECOND_FACTOR_KEY });
		void client.invalidateQueries({ queryKey: ME_KEY });
	}
	if (factor.isPending)
		return (
			<Center p="lg">
				<Loader aria-label={texts().app.loading} />
			</Center>
		);
	if (factor.isError)
		return (
			<ListProblem
				text={texts().secondFactor.unread}
				retry={() => void factor.refetch()}
			/>
		);
	if (factor.data.isOn) return <FactorIsOn factor={factor.data} changed={changed} />;
	return <FactorIsOff factor={factor.data} changed={changed} />;
}

function FactorIsOff({ factor, changed }: { factor: SecondFactor; changed: () => void }) {
	const words = texts().secondFactor;
	const { me } = useLine();
	const [isBegun, setBegun] = useState(false);
	if (isBegun)
		return (
			<Enrolment email={me.user.email} done={changed}>
				<Button variant="default" onClick={() => setBegun(false)}>
					{texts().app.cancel}
				</Button>
			</Enrolment>
		);
	return (
		<Stack>
			<Alert color="gray" py="xs">
				{factor.isRequired ? words.isRequired : words.isOffText}
			</Alert>
			<Group>
				<Button onClick={() => setBegun(true)}>{words.setUp}</Button>
			</Group>
		</Stack>
	);
}
