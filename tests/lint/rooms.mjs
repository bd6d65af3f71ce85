/*
 * The rooms of the console: each may import what its line names, and no feature another. The types of
 * the contract are everybody's, and so is proto/client.
 *
 *     node tests/lint/rooms.mjs
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const source = new URL("../../console/src", import.meta.url).pathname;

const ROOMS = {
	ui: [],
	api: ["ui"],
	live: ["api", "ui"],
	shell: ["live", "api", "ui"],
	features: ["live", "api", "ui"],
	app: ["features", "shell", "live", "api", "ui"],
};
const CONTRACT = "api/types";

function list(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? list(path) : /\.tsx?$/.test(path) ? [relative(source, path)] : [];
	});
}

const importsOf = (file) => [...readFileSync(join(source, file), "utf8").matchAll(/(?:from |import\(|import )'(\.[^']+)'/g)]
	.map(([, name]) => join(dirname(file), name));

function faultOf(file, target) {
	const [room, feature] = file.split("/");
	const [to, other] = target.split("/");
	if (!(room in ROOMS) || target.startsWith("..") || target === CONTRACT) return undefined;
	if (room === "features" && to === "features") return feature === other ? undefined : "another feature";
	return to === room || ROOMS[room].includes(to) ? undefined : to;
}

const files = list(source);
const faults = files.flatMap((file) => importsOf(file).flatMap((target) => {
	const fault = faultOf(file, target);
	return fault ? [`console/src/${file}: imports ${target}, of ${fault}`] : [];
}));
for (const file of files)
	if (file.includes("/") && !(file.split("/")[0] in ROOMS)) faults.push(`console/src/${file}: no room of the table`);
for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);
