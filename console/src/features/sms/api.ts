/* Short messages that go out: by whom, what became of each, and where none is sent any more. */
import { signedRequest } from '../../api/http';
import type { OutgoingSms, Page, SmsSettings, SmsSettingsChange, SuppressedNumber } from '../../api/types';

const PATH = '/api/admin/sms';

export type SmsState = OutgoingSms['state'];

/* How often the page looks: what waits is sent meanwhile. */
export const REFRESH_MS = 3_000;

export const KEYS = {
	/* What a message that comes or goes changes. */
	counted: ['sms', 'counted'] as const,
	settings: ['sms', 'counted', 'settings'] as const,
	list: (state: SmsState) => ['sms', 'counted', 'list', state] as const,
	one: (id: string) => ['sms', 'one', id] as const,
	suppressed: ['sms', 'suppressed'] as const,
};

const after = (cursor: string | undefined) => (cursor ? `&after=${encodeURIComponent(cursor)}` : '');

export function fetchSettings(signal: AbortSignal): Promise<SmsSettings> {
	return signedRequest('GET', PATH, { signal });
}

export function changeSettings(change: SmsSettingsChange): Promise<SmsSettings> {
	return signedRequest('PATCH', PATH, { body: change });
}

export function clearSettings(): Promise<SmsSettings> {
	return signedRequest('DELETE', PATH);
}

export function fetchMessages(
	state: SmsState,
	cursor: string | undefined,
	signal: AbortSignal,
): Promise<Page<OutgoingSms>> {
	return signedRequest('GET', `${PATH}/outgoing?state=${state}&limit=25${after(cursor)}`, { signal });
}

export function fetchMessage(id: string, signal: AbortSignal): Promise<OutgoingSms> {
	return signedRequest('GET', `${PATH}/outgoing/${id}`, { signal });
}

export function tryAgain(id: string): Promise<OutgoingSms> {
	return signedRequest('POST', `${PATH}/outgoing/${id}/retry`);
}

export function drop(id: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/outgoing/${id}`);
}

export function sendTest(test: { recipient: string; text: string }): Promise<{ id: string }> {
	return signedRequest('POST', `${PATH}/test`, { body: test });
}

export function fetchSuppressed(
	cursor: string | undefined,
	signal: AbortSignal,
): Promise<Page<SuppressedNumber>> {
	return signedRequest('GET', `${PATH}/suppressions?limit=25${after(cursor)}`, { signal });
}

export function suppress(number: string): Promise<void> {
	return signedRequest('POST', `${PATH}/suppressions`, { body: { number } });
}

export function unsuppress(id: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/suppressions/${id}`);
}
