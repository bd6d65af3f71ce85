/* asyncapi.yaml (AsyncAPI 3.0.0): two channels, the same messages, one operation a direction. */
import { allSchemas, objectSchema, toYaml } from "./write-schemas.mjs";

const INFO = {
	title: "Frontdesk's sockets",
	version: "1.0.0",
	license: { name: "MIT" },
	description: "Live chat over WebSocket, subprotocol frontdesk.v1: JSON text frames, one message each.",
};
const CHANNELS = {
	visitors: ["/api/support/chat/ws", "For a tenant's visitors: the first message proves them by token"],
	agents: ["/api/admin/support/chat/ws", "For agents: their cookie comes with the handshake"],
};

function channel([address, description], messages) {
	const references = {};
	for (const { wire } of messages) references[wire] = { $ref: `#/components/messages/${wire}` };
	return {
		address, description, messages: references,
		bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
	};
}

function operation(name, action, direction, messages) {
	const own = messages.filter((message) => message.direction === direction);
	return {
		action,
		channel: { $ref: `#/channels/${name}` },
		messages: own.map(({ wire }) => ({ $ref: `#/channels/${name}/messages/${wire}` })),
	};
}

function message({ wire, sentence, members }, words) {
	return {
		name: wire,
		summary: sentence,
		contentType: "application/json",
		payload: objectSchema(sentence, members, words, { type: { type: "string", const: wire } }),
	};
}

export function writeAsyncapi(definitions) {
	const { words, messages } = definitions;
	const channels = {};
	const operations = {};
	for (const [name, about] of Object.entries(CHANNELS)) {
		channels[name] = channel(about, messages);
		/* The document speaks for the server, which receives what clients send. */
		operations[`${name}Receive`] = operation(name, "receive", "CLIENT", messages);
		operations[`${name}Send`] = operation(name, "send", "SERVER", messages);
	}
	const components = {
		messages: Object.fromEntries(messages.map((one) => [one.wire, message(one, words)])),
		schemas: allSchemas(definitions),
	};
	return `# Written by generate.mjs from messages.def, objects.def and words.def.\n${
		toYaml({ asyncapi: "3.0.0", info: INFO, defaultContentType: "application/json",
			channels, operations, components })}`;
}
