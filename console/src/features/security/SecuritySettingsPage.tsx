/* What the tenant wants of how its people sign in: of which roles a second step, and by which provider. */
import { Alert, Button, Center, Checkbox, Group, Loader, Space, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ME_KEY } from '../../api/account';
import { useSecondFactor } from './api/secondFactor';
import { changeSecuritySettings, SECURITY_KEY, useSecuritySettings } from './api/settings';
import type { SecuritySettings } from '../../api/types';
import { useLine } from '../../live/LineProvider';
import { ListProblem } from '../../ui/ListProblem';
import { showNotice } from '../../ui/notices';
import { PageHead } from '../../ui/PageHead';
import { Problem } from './components/Problem';
import { ProviderSection } from './components/ProviderSection';
import { texts } from './texts';

const ROLES = ['admin', 'supervisor', 'agent'] as const;

export default function SecuritySettingsPage() {
	const words = texts().security;
	const settings = useSecuritySettings();
	return (
		<Stack maw={640} gap={0}>
			<PageHead title={words.title} text={words.lead} />
			{settings.isPending && (
				<Center p="lg">
					<Loader aria-label={texts().app.loading} />
				</Center>
			)}
			{settings.isError && (
				<ListProblem text={words.unread} retry={() => void settings.refetch()} />
			)}
			{settings.data && <RolesForm settings={settings.data} />}
			<Space h="xl" />
			<ProviderSection />
		</Stack>
	);
}

function useRoles(settings: SecuritySettings) {
	const client = useQueryClient();
	const [roles, setRoles] = useState(settings.secondFactorRoles);
	const save = useMutation({
		mutationFn: () => changeSecuritySettings({ secondFactorRoles: roles }),
		onSuccess: (saved) => {
			client.setQueryData(SECURITY_KEY, saved);
			showNotice({ text: texts().security.saved });
			void client.invalidateQueries({ queryKey: ME_KEY });
		},
	});
	const isChanged = ROLES.some(
		(role) => roles.includes(role) !== settings.secondFactorRoles.includes(role),
	);
	return { roles, setRoles, save, isChanged };
}

function RolesForm({ settings }: { settings: SecuritySettings }) {
	const words = texts().security;
	const { me } = useLine();
	const own = useSecondFactor();
	const { roles, setRoles, save, isChanged } = useRoles(settings);
	const concernsMe = own.data?.isOn === false && roles.includes(me.agent.role ?? 'agent');

	function submit(event: FormEvent): void {
		event.preventDefault();
		save.mutate();
	}

	return (
		<form onSubmit={submit}>
			<Stack>
				<Problem error={save.error} wrong={words.denied} />
				<Checkbox.Group
					label={words.roles}
					description={words.rolesHint}
					value={roles}
					onChange={setRoles}
				>
					<Stack gap="xs" mt="xs">
						{ROLES.map((role) => (
							<Checkbox key={role} value={role} label={words.role[role]} />
						))}
					</Stack>
				</Checkbox.Group>
				{isChanged && concernsMe && (
					<Alert color="yellow" py="xs">
						{words.concernsYou}
					</Alert>
				)}
				<Group>
					<Button type="submit" disabled={!isChanged} loading={save.isPending}>
						{words.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
