import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { randomSecrets } from '../secrets';
import { answerOwnCallsOnly } from '../standins/shared/ownCalls';
import type { PageLink } from '../standins/shared/page';
import { MAIL_PAGE_POLICY, mailPage, type CaughtMail } from './page';

export interface MailCatcherOptions {
	/** 0, the default, takes a free port. */
	smtpPort?: number;
	pagePort?: number;
	/** Of its one user; without it one is made up. */
	password?: string;
	/** Shown on the page; may be filled later. */
	links?: readonly PageLink[];
}

/** In the shape of n8n's SMTP credential. */
export interface SmtpCredential {
	host: string;
	port: number;
	user: string;
	password: string;
	secure: boolean;
	disableStartTls: boolean;
}

const LOCAL = '127.0.0.1';
const USER = 'sandbox';

/** A real mail server that delivers nothing: it keeps what it is given and shows it on a page. */
export class MailCatcher {
	readonly mails: CaughtMail[] = [];
	/** How often the watchdog beside the page was called. */
	heartbeats = 0;
	private readonly refused = new Set<string>();
	private down = false;

	private constructor(
		readonly credential: SmtpCredential,
		/** Where the mails can be read. */
		readonly url: string,
		readonly stop: () => Promise<void>,
	) {}

	static async start({
		smtpPort = 0,
		pagePort = 0,
		password = randomSecrets().mail,
		links = [],
	}: MailCatcherOptions = {}): Promise<MailCatcher> {
		// Made below; the server asks it on every call.
		const holder: { catcher?: MailCatcher } = {};
		const smtp = new SMTPServer({
			disabledCommands: ['STARTTLS'],
			allowInsecureAuth: true,
			onAuth: (auth, _session, callback) => {
				const right = auth.username === USER && auth.password === password;
				if (right) callback(null, { user: USER });
				else callback(new Error('Invalid user name or password'));
			},
			onRcptTo: (address, _session, callback) => callback(holder.catcher?.refusalOf(address.address)),
			onData: (stream, session, callback) => {
				simpleParser(stream).then(
					({ subject = '', text = '', html, from }) => {
						holder.catcher?.mails.push({
							at: new Date().toISOString(),
							from: from?.text ?? '',
							to: session.envelope.rcptTo.map(({ address }) => address),
							subject,
							text,
							html: typeof html === 'string' ? html : '',
						});
						callback();
					},
					(error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
				);
			},
		});
		// A client that hangs up is no reason to end the sandbox.
		smtp.on('error', () => undefined);
		await new Promise<void>((resolve, reject) => {
			smtp.server.once('error', reject);
			smtp.listen(smtpPort, LOCAL, resolve);
		});
		const page = Fastify({ forceCloseConnections: true });
		answerOwnCallsOnly(page);
		page.get<{ Querystring: { mail?: string } }>('/', async (request, reply) => {
			const open = /^\d{1,9}$/.test(request.query.mail ?? '') ? { open: Number(request.query.mail) } : {};
			await reply
				.type('text/html; charset=utf-8')
				.header('content-security-policy', MAIL_PAGE_POLICY)
				.send(mailPage(holder.catcher?.mails ?? [], { ...open, links }));
		});
		page.get('/mails', async () => holder.catcher?.mails ?? []);
		page.get('/heartbeat', async () => {
			if (holder.catcher) holder.catcher.heartbeats++;
			return 'ok';
		});
		const url = await page.listen({ port: pagePort, host: LOCAL });
		// A server that listens on a port has an address of that form.
		const { port } = smtp.server.address() as AddressInfo;
		const stop = async (): Promise<void> => {
			await page.close();
			await new Promise<void>((resolve) => smtp.close(resolve));
		};
		holder.catcher = new MailCatcher(
			{ host: LOCAL, port, user: USER, password, secure: false, disableStartTls: true },
			url,
			stop,
		);
		return holder.catcher;
	}

	/** From now on mail to this address is not taken. */
	refuse(address: string): void {
		this.refused.add(address.toLowerCase());
	}

	accept(address: string): void {
		this.refused.delete(address.toLowerCase());
	}

	/** Takes no mail at all, or takes it again. */
	setDown(down: boolean): void {
		this.down = down;
	}

	to(address: string): CaughtMail[] {
		return this.mails.filter(({ to }) => to.includes(address));
	}

	private refusalOf(address: string): Error | null {
		if (this.down) return withCode('The mailbox store is not available', 450);
		return this.refused.has(address.toLowerCase()) ? withCode(`No such mailbox here: ${address}`, 550) : null;
	}
}

function withCode(message: string, responseCode: number): Error {
	return Object.assign(new Error(message), { responseCode });
}
