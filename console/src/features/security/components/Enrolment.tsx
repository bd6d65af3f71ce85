/* Setting up a second factor: the password, the secret and a code of it, the recovery codes. */
import { type ReactNode, useState } from 'react';
import { PasswordStep } from './PasswordStep';
import { RecoveryCodeList } from './RecoveryCodeList';
import { SecretStep } from './SecretStep';

interface Props {
	email: string;
	done: () => void;
	/** How else one goes on, beside the button of the first steps. */
	children?: ReactNode;
}

export function Enrolment({ email, done, children }: Props) {
	const [secret, setSecret] = useState<string | null>(null);
	const [codes, setCodes] = useState<string[] | null>(null);
	if (codes) return <RecoveryCodeList codes={codes} done={done} />;
	if (!secret) return <PasswordStep begun={setSecret}>{children}</PasswordStep>;
	return (
		<SecretStep secret={secret} email={email} confirmed={setCodes}>
			{children}
		</SecretStep>
	);
}
