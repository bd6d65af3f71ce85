import assert from "node:assert/strict";
import { test } from "node:test";
import { isAt } from "../src/launcher/places";
import type { ChatWidgetConfig } from "../src/shared/proto";
import { languageOf, spoken } from "../src/shared/spoken";

test("a path is the whole one, or with a star at its end all that begin so", () => {
	assert(isAt(["/cart"], "/cart"));
	assert(!isAt(["/cart"], "/cart/1"));
	assert(isAt(["/checkout*"], "/checkout/pay"));
	assert(isAt(["/a", "/b*"], "/b"));
	assert(isAt(["*"], "/"));
	assert(!isAt([], "/"));
});

test("a language's own texts take the place of the usual ones, each by itself", () => {
	const config = { headerText: "Hello", greetingMessage: "Hi", languages: { fr: { headerText: "Bonjour" } } };
	const fr = spoken(config as unknown as ChatWidgetConfig, languageOf("fr-CA"));
	assert.equal(fr.headerText, "Bonjour");
	assert.equal(fr.greetingMessage, "Hi");
	assert.equal(spoken(config as unknown as ChatWidgetConfig, "de").headerText, "Hello");
});
