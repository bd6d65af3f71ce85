import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { languages as earlier } from "../src/earlier/texts";
import { ar } from "../src/locale/ar";
import { de } from "../src/locale/de";
import { en, type Counted } from "../src/locale/en";
import { es } from "../src/locale/es";
import { fr } from "../src/locale/fr";
import { ja } from "../src/locale/ja";
import { languages as forms } from "../src/forms/texts";
import { languages as surveys, textsOf, wordsOf } from "../src/survey/texts";

const LANGUAGES = { en, de, fr, es, ar, ja };

const otherOf = (text: string | Counted) => (typeof text === "string" ? text : text.other);
const placesIn = (text: string) => text.match(/\{\w+\}/g)?.sort().join() ?? "";
const placesOf = (texts: Record<string, string | Counted>) =>
	Object.entries(texts).map(([key, text]) => `${key} ${placesIn(otherOf(text))}`);

test("the texts of all languages have the same places for what is put into them", () => {
	for (const texts of Object.values(LANGUAGES)) assert.deepEqual(placesOf(texts).sort(), placesOf(en).sort());
});

test("a form for a kind of number that stands for many of them says the number", () => {
	for (const [tag, texts] of Object.entries(LANGUAGES))
		for (const text of Object.values(texts).filter((text) => typeof text !== "string"))
			for (const [kind, form] of Object.entries(text)) {
				const kinds = new Intl.PluralRules(tag);
				const numbers = [1, 2, 3, 5, 11, 21, 102].filter((number) => kinds.select(number) === kind);
				if (numbers.length > 1) assert(form.includes("{count}"), `${tag} ${form}`);
			}
});

test("so have those of the parts that are fetched by need", () => {
	for (const [first, ...others] of [earlier, forms])
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
	const ofPage = [surveys.en!, surveys.de!, surveys.ar!]; // the languages of the page
	for (const name of ofPage.flatMap((table) => table.ratings)) assert(ratings.includes(`"${name}"`), name);
});

test("a tenant's own words are those of the window's language", () => {
	assert.equal(wordsOf({ de: { question: "Gut?" } }, "de-AT")?.question, "Gut?");
	assert.equal(wordsOf({ de: { question: "Gut?" } }, "en"), undefined);
	assert.equal(wordsOf(undefined, "en"), undefined);
	assert.equal(textsOf("nl").send, "Send");
});
