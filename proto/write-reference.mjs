/* REFERENCE.md: every message, object, word and error code, for people. */

const TYPES = {
	TEXT: () => "text", UUID: () => "UUID", TIME: () => "time", INT: () => "whole number",
	LIMIT: () => "whole number or null", NUMBER: () => "number", BOOL: () => "true or false", TEXTS: () => "list of texts",
	WORD: (name) => link(name), JSON: (name) => link(name), LIST: (name) => `list of ${link(name)}`,
	WISH: () => "text or null", NAMES: () => "texts by id", CHANGES: () => "by name: what it was, and what it is",
	ATTRIBUTES: () => "attributes by name: text, number, true or false, `{date}`, null",
};
const PRESENCE = { REQUIRED: "always", OPTIONAL: "may be absent", NULLABLE: "may be null" };

const link = (name) => `[${name}](#${name.toLowerCase()})`;

function typeText({ kind, of }, words) {
	const name = kind === "WORD" ? words.find(({ list }) => list === of).name : of;
	return TYPES[kind](name);
}

function bounds({ type, least, most }) {
	if (type.kind === "TEXT" && most) return `, ${least} to ${most} bytes`;
	if (type.kind === "INT" && most) return `, ${least} to ${most}`;
	return "";
}

function table(members, words) {
	if (members.length === 0) return "No fields.\n";
	const rows = members.map((member) =>
		`| \`${member.wire}\` | ${typeText(member.type, words)}${bounds(member)} | ${
			PRESENCE[member.presence]} | ${member.sentence} |\n`);
	return `| field | type | presence | meaning |\n|---|---|---|---|\n${rows.join("")}`;
}

function messageSection(direction, messages, words) {
	return messages.filter((message) => message.direction === direction)
		.map(({ wire, sentence, members }) => `### \`${wire}\`\n\n${sentence}.\n\n${table(members, words)}`)
		.join("\n");
}

const OPENING = `# The sockets of Frontdesk

Visitors connect to \`/api/support/chat/ws\`, agents to \`/api/admin/support/chat/ws\`, both with the
subprotocol \`frontdesk.v1\`. Each message is one text frame (or several fragments) that holds one JSON
object with a \`type\`. Unknown fields are to be ignored on both sides; an unknown type is answered with
\`error\`, code \`unknown_type\`. Times are RFC 3339 in UTC with microseconds, ids lower-case UUIDs.

The first message is \`hello\`, within 5 s. A message may be 64 KB, in at most 128 fragments, whole
within 10 s of its first byte.

| close code | meaning |
|---|---|
| 1001 | the server is going away: reconnect after the hint of \`goodbye\` |
| 1002 | the frames break RFC 6455 |
| 1003 | a binary message |
| 1007 | text that is not UTF-8 |
| 1008 | no \`hello\` in time, a page that is not allowed, or a message that took too long |
| 1009 | too large, or too many fragments |
| 4001 | not signed in, signed out, or the visitor's token has ended |
| 4002 | too slow: 256 KiB were waiting to be read |
| 4003 | too many messages |

## Event streams

Where a proxy lets no WebSocket through, the same events come as Server-Sent Events, read with
\`fetch\`: \`GET /api/support/chat/events\` with \`Authorization: Bearer\`, and
\`GET /api/admin/support/chat/events\` with the agent's cookie, from a page of our own. The query takes
the place of the first messages: \`session=ID\` or \`session=ID,AFTERSEQ\` for each session to resume,
at most 20, and \`epoch=\` for all of them. \`welcome\` comes first, then what each \`resume\` is
answered with. Each event is one line, \`data: \` and the JSON object, and an empty line; every 15 s
comes a comment. The answer has no length and ends with its connection, after \`goodbye\` where that can
still be said. All that a client would send over a socket goes by POST; to listen to another session,
open the stream again with the longer list.
`;

export function writeReference({ words, objects, messages, errors }) {
	return [
		"<!-- Written by generate.mjs from the .def tables. -->\n" + OPENING,
		"## From clients\n", messageSection("CLIENT", messages, words),
		"## From the server\n", messageSection("SERVER", messages, words),
		"## Objects\n",
		...objects.map(({ name, sentence, members }) => `### ${name}\n\n${sentence}.\n\n${table(members, words)}`),
		"## Words\n",
		...words.map(({ name, sentence, members }) =>
			`### ${name}\n\n${sentence}: ${members.map((word) => `\`${word}\``).join(", ")}.\n`),
		"## Error codes\n",
		`| code | status | meaning |\n|---|---|---|\n${[...errors,
			{ code: "unknown_type", status: "", title: "No message that clients send has this type" }]
			.map(({ code, status, title }) => `| \`${code}\` | ${status} | ${title} |\n`).join("")}`,
	].join("\n");
}
