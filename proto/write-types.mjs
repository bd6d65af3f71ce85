/* The TypeScript types: words as unions, objects and messages as interfaces. */

const SIMPLE = {
	TEXT: "string", UUID: "string", TIME: "string", INT: "number", NUMBER: "number",
	LIMIT: "number | null", BOOL: "boolean", TEXTS: "string[]",
	WISH: "string | null", NAMES: "Record<string, string>", CHANGES: "Record<string, unknown[]>",
	ATTRIBUTES: "Record<string, string | number | boolean | { date: string } | null>",
};
const COMPOSED = {
	JSON: (of) => of,
	LIST: (of) => `${of}[]`,
};

function typeOf({ kind, of }, words) {
	if (kind === "WORD") return words.find(({ list }) => list === of).name;
	return SIMPLE[kind] ?? COMPOSED[kind](of);
}

function member({ type, wire, presence, sentence }, words) {
	const mark = presence === "OPTIONAL" ? "?" : "";
	const orNull = presence === "NULLABLE" ? " | null" : "";
	return `\t/** ${sentence} */\n\t${wire}${mark}: ${typeOf(type, words)}${orNull};\n`;
}

function union(values) {
	return values.map((value) => `\n\t| ${value}`).join("");
}

/* ClientMessageSend, ServerMessageStored. */
function messageName({ direction, name }) {
	const pascal = name.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
	return (direction === "CLIENT" ? "Client" : "Server") + pascal;
}

function writeInterface(name, sentence, lines) {
	return `/** ${sentence} */\nexport interface ${name} {\n${lines.join("")}}\n`;
}

function writeUnion(name, sentence, direction, messages) {
	const names = messages.filter((message) => message.direction === direction).map(messageName);
	return `/** ${sentence} */\nexport type ${name} =${union(names)};\n`;
}

export function writeTypes({ words, objects, messages, errors }) {
	const codes = [...new Set([...errors.map(({ code }) => code), "unknown_type"])];
	const parts = [
		"/* The messages of frontdesk.v1 and the objects of the REST answers. Generated from proto/. */\n",
		`/** Every way in which something can be refused. */\nexport type ErrorCode =${
			union(codes.map((code) => `"${code}"`))};\n`,
		...words.map(({ name, sentence, members }) =>
			`/** ${sentence} */\nexport type ${name} =${union(members.map((word) => `"${word}"`))};\n`),
		...objects.map(({ name, sentence, members }) =>
			writeInterface(name, sentence, members.map((one) => member(one, words)))),
		...messages.map((message) => writeInterface(messageName(message), message.sentence,
			[`\ttype: "${message.wire}";\n`, ...message.members.map((one) => member(one, words))])),
		writeUnion("ClientMessage", "What a client sends", "CLIENT", messages),
		writeUnion("ServerMessage", "What the server sends", "SERVER", messages),
	];
	return parts.join("\n");
}
