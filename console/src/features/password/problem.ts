/* Why a request was refused, in words; what is peculiar to it goes before. */
import { asRefusal } from '../../api/http';
import { formatClock } from '../../ui/format';
import { texts } from './texts';

const DEFAULT_WAIT_MS = 30_000;

export function describe(error: unknown, own: Record<string, string>): string {
	const { code, retryAfterMs } = asRefusal(error);
	const words = texts().password;
	if (code === 'too_many')
		return texts().throttled(formatClock(Math.ceil((retryAfterMs ?? DEFAULT_WAIT_MS) / 1000)));
	const sentences: Record<string, string> = { away: words.away, busy: words.away, ...own };
	return sentences[code] ?? words.failed;
}
