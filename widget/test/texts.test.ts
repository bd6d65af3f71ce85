import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { languages } from "../src/earlier/texts";
import { ar } from "../src/locale/ar";
import { de } from "../src/locale/de";
import { en } from "../src/locale/en";
import { languages as surveys, textsOf, wordsOf } from "../src/survey/texts";

const placesOf = (texts: object) =>
	Object.entries(texts).map(([key, text]) => `${key} ${(text as string).match(/\{\w+\}/g)?.sort().join() ?? ""}`);

test("the texts of all languages have the same places for what is put into them", () => {
	for (const texts of [de, ar]) assert.deepEqual(placesOf(texts).sort(), placesOf(en).sort());
});

test("so have those of earlier conversations", () => {
	const [first, ...others] = languages;
	for (const texts of others) assert.deepEqual(placesOf(texts).sort(), placesOf(first!).sort());
});

test("the survey says in the window what the page says", () => {
	const source = readFileSync("../services/rating/words.def", "utf8");
	const words = [...source.matchAll(/^WORD\((\w+),\s*"(.*)", "(.*)", "(.*)"\)$/gm)];
	const said = { question: "question", ofFive: "of_five", comment: "comment", optional: "optional", commentStays: "comment_stays", send: "send", thanks: "thanks", change: "change" };
	for (const [key, name] of Object.entries(said)) {
		const row = words.find(([, word]) => word === name)!;
		const texts = [surveys.en!, surveys.de!, surveys.ar!].map((table) => (table as unknown as Record<string, string>)[key]);
		assert.deepEqual(texts, row.slice(2), key);
	}
	const ratings = readFileSync("../services/rating/words.c", "utf8");
	for (const name of Object.values(surveys).flatMap((table) => table.ratings)) assert(ratings.includes(`"${name}"`), name);
});

test("a tenant's own words are those of the window's language", () => {
	assert.equal(wordsOf({ de: { question: "Gut?" } }, "de-AT")?.question, "Gut?");
	assert.equal(wordsOf({ de: { question: "Gut?" } }, "en"), undefined);
	assert.equal(wordsOf(undefined, "en"), undefined);
	assert.equal(textsOf("fr").send, "Send");
});
