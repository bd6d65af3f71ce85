// What the tests of the console share: tenants of their own, agents at their desks, visitors who wait.
import { launch } from '../harness/browser.mjs';
import { Visitor, sendMessage } from '../harness/client.mjs';
import { ConsolePage } from '../harness/pages.mjs';
import { Server } from '../harness/server.mjs';

export class Shops {
	count = 0;

	/** A server and a browser for a file's tests. */
	static async start(settings = {}, options) {
		const shops = new Shops();
		try {
			shops.server = await Server.start(settings, options);
			shops.browser = await launch();
		} catch (error) {
			await shops.stop();
			throw error;
		}
		return shops;
	}

	async stop() {
		await this.browser?.close();
		await this.server?.stop();
	}

	/** A tenant of the test's own: its agents by first name, signed in by desk(name). */
	open(...names) {
		const { server, browser } = this;
		const number = ++this.count;
		const tenant = server.createTenant(`Shop ${number}`);
		const logins = Object.fromEntries(names.map(name => {
			const email = `${name.toLowerCase()}.${number}@shop.example`;
			return [name, server.addAgent(tenant, email, { name: `${name} Hale` })];
		}));
		const desk = (name, context) => ConsolePage.open(browser, server, logins[name], context);
		return { tenant, logins, desk };
	}

	/** Somebody who has written and waits. */
	async waiting(tenant, visitorName, text = `I am ${visitorName}`) {
		const visitor = await Visitor.start(this.server, tenant, { visitorName, pageUrl: 'https://shop.example/plants' });
		await visitor.connect();
		visitor.socket.send('resume', { sessionId: visitor.session.id });
		await visitor.socket.event('resumed');
		await sendMessage(visitor, visitor.session.id, text);
		return visitor;
	}
}

export const close = (...sides) => Promise.all(sides.map(side => side.page?.context().close() ?? side.socket?.close()));

/** A page of its own beside somebody's: axe judges one that was loaded once. What its policy refused is in `violations`. */
export async function openBeside({ page: theirs }, url) {
	const page = await theirs.context().newPage();
	page.violations = [];
	page.on('console', message => void (/Content Security Policy|TrustedScript/.test(message.text()) && page.violations.push(message.text())));
	await page.goto(url);
	return page;
}
