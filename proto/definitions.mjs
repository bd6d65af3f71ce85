/*
 * Reads the .def tables: each is a list of macro calls, one a line. What comes out is plain data
 * for the writers in generate.mjs.
 */
import { readFileSync } from "node:fs";

/* Splits a call's arguments at commas that stand outside strings and parentheses. */
function splitArguments(text) {
	const parts = [];
	let depth = 0;
	let quoted = false;
	let part = "";
	for (const char of text) {
		if (char === '"') quoted = !quoted;
		else if (!quoted && char === "(") depth++;
		else if (!quoted && char === ")") depth--;
		if (char === "," && !quoted && depth === 0) {
			parts.push(part.trim());
			part = "";
		} else part += char;
	}
	parts.push(part.trim());
	return parts.map((value) => (value.startsWith('"') ? value.slice(1, -1) : value));
}

function readCalls(url) {
	const text = readFileSync(url, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
	const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
	return lines.map((line) => {
		const match = /^([A-Z_]+)\((.*)\)$/.exec(line);
		if (!match) throw new Error(`${url.pathname}: not a macro call: ${line}`);
		return { macro: match[1], args: splitArguments(match[2]) };
	});
}

/* "WORD(SENDER_TYPE)" becomes {kind: "WORD", of: "SENDER_TYPE"}. */
function readType(text) {
	const match = /^([A-Z]+)(?:\((\w+)\))?$/.exec(text);
	if (!match) throw new Error(`not a type: ${text}`);
	return { kind: match[1], of: match[2] };
}

/* Groups calls into heads and the members that follow each. */
function readGroups(file, head, member, makeHead, makeMember) {
	const groups = [];
	for (const { macro, args } of readCalls(new URL(file, import.meta.url))) {
		if (macro === head) groups.push({ ...makeHead(args), members: [] });
		else if (macro === member) groups.at(-1).members.push(makeMember(args));
		else if (macro !== `${head}_END`) throw new Error(`${file}: unknown macro ${macro}`);
	}
	return groups;
}

export function readDefinitions() {
	const words = readGroups("words.def", "WORDS", "WORD",
		([list, name, sentence]) => ({ list, name, sentence }), ([word]) => word);
	const objects = readGroups("objects.def", "OBJECT", "MEMBER",
		([name, sentence]) => ({ name, sentence }),
		([type, wire, presence, sentence]) => ({ type: readType(type), wire, presence, sentence }));
	const messages = readGroups("messages.def", "MESSAGE", "FIELD",
		([direction, , name, wire, sentence]) => ({ direction, name, wire, sentence }),
		([type, , wire, presence, least, most, sentence]) => ({
			type: readType(type), wire, presence, sentence, least: Number(least), most: Number(most),
		}));
	const errors = readGroups("../gateway/base/err.def", "ERR", "", ([, status, code, title]) =>
		({ status: Number(status), code, title }));
	return { words, objects, messages, errors };
}
