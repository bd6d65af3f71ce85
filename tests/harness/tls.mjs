// The tests' second transport: with FRONTDESK_TESTS_TLS=1 every worker under test ends TLS itself, with
// a certificate of its own that this process trusts, and every client of the harness speaks TLS. What
// is trusted is checked as ever: no client looks away.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get as getPlainly } from 'node:http';
import { get as getSecurely } from 'node:https';
import { connect as connectPlainly } from 'node:net';
import { join } from 'node:path';
import { connect as connectSecurely, getCACertificates, setDefaultCACertificates } from 'node:tls';

export const isTls = process.env.FRONTDESK_TESTS_TLS === '1';

/**
 * Makes a self-signed certificate and its key, for this machine's names, in files called `name`: their
 * settings. `names` as OpenSSL's subjectAltName has them; `key` as its option -newkey has it; good for `days`, from
 * `daysAgo` on: old enough for clocks that a test sets back.
 */
export function makeCertificate(folder, { name = 'tls', names = 'DNS:localhost,IP:127.0.0.1', days = 30, daysAgo = 2, key = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] } = {}) {
	const pair = { tls_certificate: join(folder, `${name}.pem`), tls_key: join(folder, `${name}.key`) };
	const then = ['faketime', '-f', `${daysAgo > 0 ? '-' : '+'}${Math.abs(daysAgo)}d`];
	const [program, ...args] = [...then, 'openssl', 'req', '-x509', '-newkey', ...key, '-nodes', '-days', String(days), '-subj', '/CN=Frontdesk under test',
		'-addext', `subjectAltName=${names}`, '-keyout', pair.tls_key, '-out', pair.tls_certificate];
	const made = spawnSync(program, args, { encoding: 'utf8' });
	if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
	return pair;
}

/** Every client of this process trusts it from now on. */
export function trust({ tls_certificate: path }) {
	setDefaultCACertificates([...getCACertificates('default'), readFileSync(path, 'utf8')]);
}

const isSecure = server => (server.url ? server.url.startsWith('https:') : isTls);

/** A socket to a server, {port, url?}. */
export function dial(server, options = {}) {
	const where = { port: server.port, host: '127.0.0.1', ...options };
	return isSecure(server) ? connectSecurely({ ...where, servername: 'localhost' }) : connectPlainly(where);
}

/** The same pair as node's servers take it. */
export const readPair = ({ tls_certificate: cert, tls_key: key }) => ({ cert: readFileSync(cert), key: readFileSync(key) });

/** The event with which such a socket is ready. */
export const readyEvent = server => (isSecure(server) ? 'secureConnect' : 'connect');

/** node's `get` of the URL's own scheme. */
export const get = (url, ...more) => (url.startsWith('https:') ? getSecurely : getPlainly)(url, ...more);
