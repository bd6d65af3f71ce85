// A site of two replicas behind a proxy with the project's own configuration for it, limits and all; and what
// holds there whichever proxy it is.
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { Chatter } from './chatter.mjs';
import { Agent, Visitor } from './client.mjs';
import { Redis } from './redis.mjs';
import { freePort, Server } from './server.mjs';
import { until } from './wait.mjs';

const soon = 20_000;

export class Site {
	/** `Proxy` is Balancer or Nginx: they speak plainly to replicas. */
	static async open(Proxy) {
		const site = Object.assign(new Site(), { asked: 0 });
		const port = await freePort();
		site.redis = await Redis.start();
		site.one = await Server.start({ redis: site.redis.address, workers: 1, public_url: `http://localhost:${port}`, trusted_proxies: '127.0.0.1', rate_limits: 'true' }, { tls: false });
		site.two = await Server.twin(site.one);
		site.proxy = await Proxy.start(port, [site.one, site.two]);
		site.tenant = site.one.createTenant('Shop');
		site.agent = await Agent.signIn(site.proxy, site.one.addAgent(site.tenant, 'robin@shop.example'));
		return site;
	}

	async close() {
		await this.proxy.stop();
		await this.two.kill('SIGTERM');
		await this.one.stop();
		await this.redis.stop();
	}

	/** How many sockets and streams each replica has. */
	sockets() {
		return Promise.all([this.one, this.two].map(async replica => (await replica.figures('frontdesk_ws_connections'))[0]));
	}

	/** GET through the proxy from that address of the loopback; answers the status, 0 for none. */
	askFrom(localAddress, path, headers = {}) {
		return new Promise(resolve => {
			get({ host: '127.0.0.1', port: this.proxy.port, path, localAddress, headers, agent: false }, answer => {
				answer.resume();
				resolve(answer.statusCode);
			}).on('error', () => resolve(0));
		});
	}

	/** The status of a request that each replica answers, each time from another address: the limits are for real here. */
	config() {
		return this.askFrom(`127.0.1.${1 + this.asked++ % 250}`, `/api/support/chat/widget-config?tenantId=${this.tenant}`, { Origin: 'http://shop.example' });
	}

	/** So many visitors, who chat from now on, at both replicas. */
	async chatters(count) {
		const visitors = await Promise.all(Array.from({ length: count }, () => Visitor.start(this.proxy, this.tenant)));
		const chatters = visitors.map(visitor => new Chatter(visitor, visitor.session.id));
		await Promise.all(chatters.map(chatter => chatter.connect()));
		await until(async () => (await this.sockets()).every(Boolean), soon, 'sockets at both');
		return chatters;
	}

	// --- what holds behind any proxy ---

	async hidesOperatorsPaths() {
		for (const path of ['/metrics', '/healthz', '/readyz']) assert.equal(await this.askFrom('127.0.0.1', path), 404);
	}

	async limitsTheClientThatAsks() {
		let claimed = 0;
		const claim = () => `203.0.113.${claimed++ % 200}`;
		const knock = () => this.askFrom('127.0.0.2', '/api/support/chat/widget-config', { 'X-Forwarded-For': claim(), Forwarded: `for=${claim()}` });
		await until(async () => (await Promise.all(Array.from({ length: 100 }, knock))).includes(429), 60_000, 'a 429');
		assert.equal(await this.config(), 200);
	}

	/** The second replica drains while people chat; once it has ended and all go on at the first, it is begun again. */
	async drains(hasEnded = () => {}) {
		const chatters = await this.chatters(6);
		this.two.process.kill('SIGTERM');
		for (let isOver = false; !isOver; isOver = this.two.process.exitCode !== null) assert.equal(await this.config(), 200);
		assert.deepEqual(await this.two.exited, [0, null]);
		for (const chatter of chatters) chatter.say('still here');
		await until(() => chatters.every(chatter => chatter.isSettled(1)), soon, 'all to go on at the other');
		await hasEnded();
		for (let i = 0; i < 20; i++) assert.equal(await this.config(), 200);
		await this.two.boot();
		for (const chatter of chatters) await chatter.close();
	}
}
