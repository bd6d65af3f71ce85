// A service that speaks S3, of the test's own: s3rver keeps the objects. It takes whatever version 4 signatures it is
// shown, so before it stands who checks them, and what they say of the body, as aws4 reckons them.
import aws4 from 'aws4';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './ending.mjs';

const S3rver = createRequire(import.meta.url)('s3rver');
/** The one key that it knows. */
export const KEY = 'S3RVER', SECRET = 'no secret/of+anybody';
export const REGION = 'eu-central-1';
const BUCKET = 'desk-files';

/** Why a request is refused, by its code; undefined: it is not. */
function judge({ method, url, headers }, body) {
	if (createHash('sha256').update(body).digest('hex') !== headers['x-amz-content-sha256']) return 'XAmzContentSHA256Mismatch';
	const { host, 'x-amz-date': date, 'x-amz-content-sha256': hash } = headers;
	const wanted = aws4.sign({ service: 's3', region: REGION, method, path: url, headers: { Host: host, 'X-Amz-Date': date, 'X-Amz-Content-Sha256': hash } }, { accessKeyId: KEY, secretAccessKey: SECRET });
	const plain = text => text.replaceAll(', ', ',');
	return plain(wanted.headers.Authorization) === plain(headers.authorization ?? '') ? undefined : 'SignatureDoesNotMatch';
}

const say = (response, status, code) => response.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);

export class S3 {
	/** What it answers whoever writes the next objects, in place of what it would: [status, code] each. */
	answers = [];

	static async start() {
		const s3 = new S3();
		s3.folder = mkdtempSync(join(tmpdir(), 'frontdesk-s3-'));
		s3.forget = atEnd(() => s3.remove());
		s3.service = new S3rver({ address: '127.0.0.1', port: 0, silent: true, vhostBuckets: false, directory: s3.folder, configureBuckets: [{ name: BUCKET }] });
		const { port } = await s3.service.run();
		s3.behind = `http://127.0.0.1:${port}`;
		await s3.listen(0);
		return s3;
	}

	async listen(port) {
		this.front = createServer((request, response) => this.#take(request, response)).listen(port, '127.0.0.1');
		await once(this.front, 'listening');
		({ port: this.port } = this.front.address());
	}

	async #take(request, response) {
		const body = Buffer.concat(await request.toArray());
		const refused = judge(request, body);
		if (refused) return say(response, 403, refused);
		if (request.method === 'PUT' && this.answers.length > 0) return say(response, ...this.answers.shift());
		const { status, headers, body: answer } = await fetch(`${this.behind}${request.url}`, { method: request.method, body: body.length > 0 ? body : undefined, headers: { 'Content-Type': 'application/octet-stream' } });
		response.writeHead(status, { 'Content-Type': headers.get('content-type') ?? 'text/plain' });
		response.end(answer ? Buffer.from(await new Response(answer).arrayBuffer()) : undefined);
	}

	/** What Frontdesk's setting `files` takes. */
	get address() {
		return `http://127.0.0.1:${this.port}/${BUCKET}/of/frontdesk`;
	}

	/** Where all objects lie. */
	objects() {
		return readdirSync(join(this.folder, BUCKET), { recursive: true }).filter(name => name.endsWith('._S3rver_object')).map(name => join(this.folder, BUCKET, name));
	}

	/** It is away, and there again at the same address. */
	async pause() {
		this.front.close();
		this.front.closeAllConnections();
		await once(this.front, 'close');
	}

	resume() {
		return this.listen(this.port);
	}

	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}

	async stop() {
		await this.pause();
		this.service.httpServer.closeAllConnections();
		await this.service.close();
		this.forget();
		this.remove();
	}
}
