// What a statement may take where there are a million sessions, by its lane. Of the conversation: whoever
// writes waits for it. Of the desk: what a worker asks by itself, once a second at most, and reads all that
// are open, however many. Slow: lists, which have connections of their own.

// `p99Ms` at the 99th percentile; `rows` that it may read of a table; `dropped` of these for nothing, beside as many
// as ten times those that it wanted. The desk's both grow by what is open.
export const LANES = {
	conversation: { p99Ms: 5, rows: 25_000, dropped: 500 },
	desk: { p99Ms: 20, rows: 2000, dropped: 500, isOfOpen: true },
	slow: { p99Ms: 1000 },
};
const DESK = new Set(['chat_desk', 'chat_desk_prints', 'chat_places', 'chat_session_digests', 'chat_sessions_abandon', 'chat_sessions_requeue', 'chat_visitors_lapse']);

export function laneOf({ name, isSlow }) {
	if (DESK.has(name)) return 'desk';
	return isSlow ? 'slow' : 'conversation';
}
