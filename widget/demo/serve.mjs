// Serves the demo shop, from another origin than the gateway's, as a merchant's shop would be, with
// the strict policy that the widget promises to work under.
//   node serve.mjs PORT GATEWAY_URL TENANT_ID
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const [port, gatewayUrl, tenantId] = process.argv.slice(2);
if (!port || !gatewayUrl || !/^[0-9a-f-]{36}$/.test(tenantId ?? "")) {
	console.error("usage: node serve.mjs PORT GATEWAY_URL TENANT_ID");
	process.exit(2);
}

const gateway = new URL(gatewayUrl).origin;
const embed = `<script src="${gateway}/chat-widget.js" data-tenant-id="${tenantId}" async></script>`;
const policy = [
	"default-src 'none'",
	"style-src 'self'",
	"img-src 'self'",
	`script-src ${gateway}`,
	`connect-src ${gateway} ${gateway.replace(/^http/, "ws")}`,
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
	"base-uri 'none'",
	"form-action 'none'",
].join("; ");

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const FILES = {
	"/": ["text/html; charset=utf-8", read("index.html").replace("<!-- embed -->", embed)],
	"/shop.css": ["text/css; charset=utf-8", read("shop.css")],
	"/plants.svg": ["image/svg+xml", read("plants.svg")],
};

const server = createServer((request, response) => {
	const [type, body] = FILES[new URL(request.url, "http://shop").pathname] ?? [];
	response.setHeader("Content-Security-Policy", policy);
	response.setHeader("X-Content-Type-Options", "nosniff");
	response.writeHead(body ? 200 : 404, { "Content-Type": type ?? "text/plain" });
	response.end(body ?? "Not found\n");
});
server.listen(Number(port), "127.0.0.1", () => console.log(`shop: http://localhost:${port}/`));
