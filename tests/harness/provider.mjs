// A provider of OpenID Connect, as one finds them: npm's oidc-provider behind TLS, at an address of the loopback that
// is its own. Who comes there says who they are, and is believed.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import Provider from 'oidc-provider';
import { readPair } from './tls.mjs';

export const DOCUMENT = '/.well-known/openid-configuration';
const FORM = `<!doctype html><html lang="en"><title>The provider</title><form method="post"><label>Account <input name="account" autofocus></label>
<button>Continue</button></form></html>`;

function newKey(kid, type = 'rsa', options = { modulusLength: 2048 }) {
	return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, use: 'sig' };
}

const KEYS = { RS256: () => newKey('rsa'), PS256: () => ({ ...newKey('pss'), alg: 'PS256' }), ES256: () => newKey('ec', 'ec', { namedCurve: 'P-256' }), Ed25519: () => newKey('ed', 'ed25519', {}) };

export class TestProvider {
	/** Instead of the provider's own: (request, response, go) by path. */
	answers = {};
	asked = [];
	/** What it says of an account: `accounts[id]`, beside its sub. */
	accounts = {};

	/** `pair` as makeCertificate has it; `redirect` where it may send people back to. */
	static async start(pair, redirect, { host = '127.0.0.2', client = {}, configuration = {} } = {}) {
		const self = new TestProvider();
		self.server = createServer(readPair(pair), (incoming, response) => self.take(incoming, response));
		self.server.listen(0, host);
		await once(self.server, 'listening');
		self.pair = pair;
		self.issuer = `https://${host}:${self.server.address().port}`;
		self.client = { client_id: 'desk', client_secret: 'a secret: with /+&=% of its own', redirect_uris: [redirect], response_types: ['code'], ...client };
		self.provider = new Provider(self.issuer, {
			clients: [self.client], cookies: { keys: ['tests'] }, jwks: { keys: [(KEYS[self.client.id_token_signed_response_alg] ?? KEYS.RS256)()] },
			enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'] },
			claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] }, features: { devInteractions: { enabled: false } },
			pkce: { required: () => true }, interactions: { url: (_, { uid }) => `/interaction/${uid}` },
			findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...self.accounts[id] }) }), ...configuration,
		});
		self.provider.on('server_error', (_, error) => console.error(error));
		self.callback = self.provider.callback();
		self.document = JSON.parse((await self.ask(DOCUMENT)).text);
		return self;
	}

	take(incoming, response) {
		const path = incoming.url.split('?')[0];
		this.asked.push(path);
		const go = () => (path.startsWith('/interaction/') ? this.interact(incoming, response) : this.callback(incoming, response));
		const answer = this.answers[path];
		return answer ? answer(incoming, response, go) : void go();
	}

	async interact(incoming, response) {
		if (incoming.method === 'GET') return void response.writeHead(200, { 'Content-Type': 'text/html' }).end(FORM);
		const pieces = [];
		for await (const piece of incoming) pieces.push(piece);
		const { account, amr, error } = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString()));
		if (error) return this.provider.interactionFinished(incoming, response, { error });
		const details = await this.provider.interactionDetails(incoming, response);
		const grant = new this.provider.Grant({ accountId: account, clientId: details.params.client_id });
		grant.addOIDCScope('openid email');
		const result = { login: { accountId: account, remember: false, ...(amr && { amr: amr.split(' ') }) }, consent: { grantId: await grant.save() } };
		return this.provider.interactionFinished(incoming, response, result);
	}

	/** Has its discovery document say something else. */
	lie(members) {
		this.answers[DOCUMENT] = (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ ...this.document, ...members }));
	}

	ask(url, { method = 'GET', headers = {}, body } = {}) {
		return new Promise((resolve, reject) => {
			const outgoing = request(new URL(url, this.issuer), { method, headers, ca: readPair(this.pair).cert }, async response => {
				const pieces = [];
				for await (const piece of response) pieces.push(piece);
				resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() });
			}).on('error', reject);
			outgoing.end(body);
		});
	}

	/** Goes where the desk sends a browser, signs in there as `account`, and answers what it comes back with. */
	async visit(location, account, more = {}) {
		const jar = new Map();
		let at = location, form;
		for (let hops = 0; at.startsWith(this.issuer); hops++) {
			if (hops > 10) throw new Error(`The provider sends round in circles: ${at}`);
			const headers = { Cookie: [...jar].map(pair => pair.join('=')).join('; '), ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }) };
			const { status, headers: answered, text } = await this.ask(at, { method: form ? 'POST' : 'GET', headers, body: form });
			for (const cookie of answered['set-cookie'] ?? []) jar.set(...cookie.split(';')[0].split(/=(.*)/s));
			form = undefined;
			if (status === 200) form = new URLSearchParams({ account, ...more }).toString();
			else if (status < 300 || status > 399) throw new Error(`The provider answers ${status}: ${text}`);
			else at = new URL(answered.location, at).href;
		}
		return Object.fromEntries(new URL(at).searchParams);
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}
}
