/* Mails that go out: who sends them, what became of each, and where none is sent any more. */
import { signedRequest } from '../../api/http';
import type { InboundHookMade, InboundMail, InboundMailChange, MailContent, MailSettings, OutgoingMail, Page, SuppressedAddress } from '../../api/types';

const PATH = '/api/admin/mail';

export type MailState = OutgoingMail['state'];

/* What is left out is the operator's. */
export interface Sender {
	senderName?: string;
	senderAddress?: string;
	replyTo?: string;
	locale: string;
}

/* How often the page looks: what waits is sent meanwhile. */
export const REFRESH_MS = 3_000;

export const KEYS = {
	/* What a mail that comes or goes changes. */
	counted: ['mail', 'counted'] as const,
	settings: ['mail', 'counted', 'settings'] as const,
	list: (state: MailState) => ['mail', 'counted', 'list', state] as const,
	one: (id: string | undefined) => ['mail', 'one', id] as const,
	content: (id: string) => ['mail', 'content', id] as const,
	suppressed: ['mail', 'suppressed'] as const,
	inbound: ['mail', 'inbound'] as const,
};

const after = (cursor: string | undefined) => (cursor ? `&after=${encodeURIComponent(cursor)}` : '');

export function fetchSettings(signal: AbortSignal): Promise<MailSettings> {
	return signedRequest('GET', PATH, { signal });
}

export function changeSender(sender: Sender): Promise<MailSettings> {
	return signedRequest('PATCH', PATH, { body: sender });
}

export function fetchInbound(signal: AbortSignal): Promise<InboundMail> {
	return signedRequest('GET', `${PATH}/inbound`, { signal });
}

export function changeInbound(change: InboundMailChange): Promise<InboundMail> {
	return signedRequest('PATCH', `${PATH}/inbound`, { body: change });
}

/* The secret, which is shown once; the one before is good no more. */
export function makeHook(): Promise<InboundHookMade> {
	return signedRequest('POST', `${PATH}/inbound/hook`);
}

export function dropHook(): Promise<void> {
	return signedRequest('DELETE', `${PATH}/inbound/hook`);
}

export function fetchMails(
	state: MailState,
	cursor: string | undefined,
	signal: AbortSignal,
): Promise<Page<OutgoingMail>> {
	return signedRequest('GET', `${PATH}/outgoing?state=${state}&limit=25${after(cursor)}`, { signal });
}

export function fetchMail(id: string, signal: AbortSignal): Promise<OutgoingMail> {
	return signedRequest('GET', `${PATH}/outgoing/${id}`, { signal });
}

export function fetchContent(id: string, signal: AbortSignal): Promise<MailContent> {
	return signedRequest('GET', `${PATH}/outgoing/${id}/content`, { signal });
}

export function tryAgain(id: string): Promise<OutgoingMail> {
	return signedRequest('POST', `${PATH}/outgoing/${id}/retry`);
}

export function drop(id: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/outgoing/${id}`);
}

export function sendTest(recipient: string): Promise<{ id: string }> {
	return signedRequest('POST', `${PATH}/test`, { body: { recipient } });
}

export function fetchSuppressed(
	cursor: string | undefined,
	signal: AbortSignal,
): Promise<Page<SuppressedAddress>> {
	return signedRequest('GET', `${PATH}/suppressions?limit=25${after(cursor)}`, { signal });
}

export function unsuppress(id: string): Promise<void> {
	return signedRequest('DELETE', `${PATH}/suppressions/${id}`);
}
