import assert from "node:assert/strict";
import { test } from "node:test";
import { languages } from "../src/earlier/texts";
import { ar } from "../src/locale/ar";
import { de } from "../src/locale/de";
import { en } from "../src/locale/en";

const placesOf = (texts: object) =>
	Object.entries(texts).map(([key, text]) => `${key} ${(text as string).match(/\{\w+\}/g)?.sort().join() ?? ""}`);

test("the texts of all languages have the same places for what is put into them", () => {
	for (const texts of [de, ar]) assert.deepEqual(placesOf(texts).sort(), placesOf(en).sort());
});

test("so have those of earlier conversations", () => {
	const [first, ...others] = languages;
	for (const texts of others) assert.deepEqual(placesOf(texts).sort(), placesOf(first!).sort());
});
