/* What is half written, per session, for as long as the page lives. Not stored anywhere. */
const drafts = new Map<string, string>();
let owner: string | undefined;

/* Whoever is here now: somebody else than before, whose sign-in has run out, does not find theirs. */
export function keepDraftsOf(person: string): void {
	if (person !== owner) drafts.clear();
	owner = person;
}

export function getDraft(sessionId: string): string {
	return drafts.get(sessionId) ?? '';
}

export function setDraft(sessionId: string, text: string): void {
	if (text === '') drafts.delete(sessionId);
	else drafts.set(sessionId, text);
}

/* On sign-out: the next person at this screen shall not find them. */
export function clearDrafts(): void {
	drafts.clear();
}
