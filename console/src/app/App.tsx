/* What every page stands in: theme, data, and the question who is here. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../api/client';
import { Boundary } from './Boundary';
import { Gate } from './Gate';
import { pageNonce } from './nonce';
import { colorSchemeManager, theme } from './theme';

export function App() {
	return (
		<MantineProvider
			theme={theme}
			colorSchemeManager={colorSchemeManager}
			defaultColorScheme="auto"
			getStyleNonce={() => pageNonce}
		>
			<QueryClientProvider client={queryClient}>
				<Boundary>
					<Gate />
				</Boundary>
			</QueryClientProvider>
		</MantineProvider>
	);
}
