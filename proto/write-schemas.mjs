/* JSON Schemas of words, objects and message fields, as plain data and as YAML. */

const SIMPLE = {
	TEXT: { type: "string" },
	UUID: { type: "string", format: "uuid" },
	TIME: { type: "string", format: "date-time" },
	INT: { type: "integer" },
	LIMIT: { type: ["integer", "null"] },
	NUMBER: { type: "number" },
	BOOL: { type: "boolean" },
	TEXTS: { type: "array", items: { type: "string" } },
	WISH: { type: ["string", "null"] },
	NAMES: { type: "object", additionalProperties: { type: "string" } },
	CHANGES: { type: "object", additionalProperties: { type: "array" } },
	ATTRIBUTES: {
		type: "object", additionalProperties: { type: ["string", "number", "boolean", "object", "null"] },
	},
};
const reference = (name) => ({ $ref: `#/components/schemas/${name}` });
const COMPOSED = {
	JSON: (of) => reference(of),
	LIST: (of) => ({ type: "array", items: reference(of) }),
};

/* What the fields of messages bound, by their type. */
const BOUNDS = {
	TEXT: ({ least, most }) => ({ minLength: least ? 1 : 0, maxLength: most }),
	INT: ({ least, most }) => ({ minimum: least, maximum: most }),
};

function typeSchema({ kind, of }, words) {
	if (kind === "WORD") return reference(words.find(({ list }) => list === of).name);
	return SIMPLE[kind] ?? COMPOSED[kind](of);
}

function memberSchema(member, words) {
	const schema = { ...typeSchema(member.type, words) };
	if (member.presence === "NULLABLE") schema.type = [schema.type, "null"];
	if (member.most !== undefined) Object.assign(schema, BOUNDS[member.type.kind]?.(member));
	/* A reference stands alone; its own description is read there. */
	return schema.$ref ? schema : { ...schema, description: member.sentence };
}

/* The schema of an object or of a message's fields; `fixed` are members with a fixed value. */
export function objectSchema(sentence, members, words, fixed = {}) {
	const properties = { ...fixed };
	for (const member of members) properties[member.wire] = memberSchema(member, words);
	const required = [...Object.keys(fixed),
		...members.filter(({ presence }) => presence !== "OPTIONAL").map(({ wire }) => wire)];
	return {
		type: "object", description: sentence, ...(required.length ? { required } : {}), properties,
	};
}

/* Every word list and object, by name. */
export function allSchemas({ words, objects }) {
	const schemas = {};
	for (const { name, sentence, members } of words)
		schemas[name] = { type: "string", description: sentence, enum: members };
	for (const { name, sentence, members } of objects)
		schemas[name] = objectSchema(sentence, members, words);
	return schemas;
}

const isCollection = (value) => typeof value === "object" && value !== null;
const isEmpty = (value) => Object.keys(value).length === 0;
const scalar = (value) => (typeof value === "string" ? JSON.stringify(value) : String(value));
const key = (name) => (/^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name));

/* Block YAML (1.2) of plain data: strings in double quotes, lists of scalars on one line. */
export function toYaml(value, indent = 0) {
	const pad = "  ".repeat(indent);
	if (Array.isArray(value))
		return value.map((item) => `${pad}- ${yamlItem(item, indent)}`).join("");
	return Object.entries(value).map(([name, inner]) => `${pad}${key(name)}:${yamlValue(inner, indent)}`)
		.join("");
}

function yamlValue(inner, indent) {
	if (!isCollection(inner)) return ` ${scalar(inner)}\n`;
	if (isEmpty(inner)) return Array.isArray(inner) ? " []\n" : " {}\n";
	if (Array.isArray(inner) && !inner.some(isCollection))
		return ` [${inner.map(scalar).join(", ")}]\n`;
	return `\n${toYaml(inner, indent + 1)}`;
}

function yamlItem(item, indent) {
	return isCollection(item) ? toYaml(item, indent + 1).trimStart() : `${scalar(item)}\n`;
}

const BEGIN = "    # --- from objects.def and words.def; written by generate.mjs ---\n";
const END = "    # --- end of what is written ---\n";

/* Puts the schemas between their marks in openapi.yaml; the rest of it is written by hand. */
export function replaceSchemas(definitions, document) {
	const begin = document.indexOf(BEGIN);
	const end = document.indexOf(END);
	if (begin < 0 || end < begin) return document;
	return document.slice(0, begin) + BEGIN + toYaml(allSchemas(definitions), 2) + document.slice(end);
}
