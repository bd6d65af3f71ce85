/* Invites somebody: whom, as what, and then the link by which they come. */
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { NewInvitation } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { invite, readInvitationsAgain } from '../api/invitations';
import { describeInvitation } from '../problem';
import { ROLES, roleChoices } from '../roles';
import { texts } from '../texts';
import { InvitationLink } from './InvitationLink';
import { Problem } from './Problem';

const NAME_MOST = 255;

interface Props {
	isOpen: boolean;
	close: () => void;
}

export function InviteDialog({ isOpen, close }: Props) {
	const client = useQueryClient();
	const making = useMutation({
		mutationFn: invite,
		onSuccess: () => void readInvitationsAgain(client),
	});
	function leave(): void {
		making.reset();
		close();
	}
	const words = texts().invite;
	return (
		<Dialog isOpen={isOpen} close={leave} title={making.data ? words.madeTitle : words.title}>
			{making.data ? (
				<InvitationLink made={making.data} close={leave} />
			) : (
				<InviteForm
					error={making.error}
					isBusy={making.isPending}
					submit={(invitation) => making.mutate(invitation)}
					close={leave}
				/>
			)}
		</Dialog>
	);
}

interface FormProps {
	error: unknown;
	isBusy: boolean;
	submit: (invitation: NewInvitation) => void;
	close: () => void;
}

function InviteForm({ error, isBusy, submit, close }: FormProps) {
	const { invite: words, agents, app } = texts();
	const [email, setEmail] = useState('');
	const [name, setName] = useState('');
	const [role, setRole] = useState<NewInvitation['role']>(ROLES[0]);

	function onSubmit(event: FormEvent): void {
		event.preventDefault();
		submit({ email: email.trim(), name: name.trim(), role });
	}

	return (
		<form onSubmit={onSubmit}>
			<Stack>
				<Problem text={error === null ? null : describeInvitation(error)} />
				<TextInput
					label={agents.email}
					inputMode="email"
					autoComplete="off"
					autoCapitalize="none"
					spellCheck={false}
					required
					withAsterisk={false}
					data-autofocus
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
				/>
				<TextInput
					label={agents.name}
					description={agents.nameHint}
					autoComplete="off"
					required
					withAsterisk={false}
					maxLength={NAME_MOST}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<NativeSelect
					label={agents.role}
					description={agents.roleHints[role]}
					data={roleChoices()}
					value={role}
					onChange={(event) => setRole(event.currentTarget.value as typeof role)}
				/>
				<Group justify="flex-end" mt="xs">
					<Button variant="default" onClick={close}>
						{app.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{words.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
