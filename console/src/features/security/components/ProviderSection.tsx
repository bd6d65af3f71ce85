/* The provider by which the people of the desk sign in: its settings, and whom it knows. */
import { Center, Loader, Stack } from '@mantine/core';
import { SIGN_IN_PATH } from '../../../ui/addresses';
import { CopyField } from '../../../ui/CopyField';
import { ListProblem } from '../../../ui/ListProblem';
import { Section } from '../../../ui/Section';
import { useLine } from '../../../live/LineProvider';
import { useProviderSettings } from '../api/provider';
import { texts } from '../texts';
import { Labelled } from './Labelled';
import { LinkList } from './LinkList';
import { ProviderForm } from './ProviderForm';

export function ProviderSection() {
	const words = texts().provider;
	const { me } = useLine();
	const settings = useProviderSettings();
	const link = `${location.origin}${SIGN_IN_PATH}?tenant=${me.tenant.id}`;
	return (
		<Section title={words.title} text={words.lead}>
			{settings.isPending && (
				<Center p="lg">
					<Loader aria-label={texts().app.loading} />
				</Center>
			)}
			{settings.isError && (
				<ListProblem
					text={texts().security.unread}
					retry={() => void settings.refetch()}
				/>
			)}
			{settings.data && (
				<Stack>
					<Labelled label={words.redirectUri} hint={words.redirectHint}>
						<CopyField label={words.redirectUri} value={settings.data.redirectUri} />
					</Labelled>
					<ProviderForm
						key={settings.data.provider ? 'there' : 'none'}
						provider={settings.data.provider}
					/>
					{settings.data.provider && (
						<>
							<Labelled label={words.link} hint={words.linkHint}>
								<CopyField label={words.link} value={link} />
							</Labelled>
							<LinkList links={settings.data.links} />
						</>
					)}
				</Stack>
			)}
		</Section>
	);
}
