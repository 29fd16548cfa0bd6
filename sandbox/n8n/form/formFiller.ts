import { setTimeout as wait } from 'node:timers/promises';
import { Stop } from '../../../scripts/tools.cjs';
import type { Owner } from '../api/client';
import { readFormPage, type FormPage, type PageField } from './page';
import { Visitor } from './visitor';

/** What is entered, by the id of the field; what is left out stays as the page shows it. */
export type Answers = Readonly<Record<string, readonly string[]>>;

const PAGE_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 40;

/**
 * An n8n form of several pages, filled in as in a browser: logged in to n8n, *Allow access* pressed, then page by page.
 * Needs no browser; what a page's own script checks is checked here.
 */
export class FormFiller {
	private constructor(
		private readonly visitor: Visitor,
		private address: string,
		/** The page that is open. */
		public page: FormPage,
	) {}

	/** @param path below n8n's `/form/` */
	static async open(n8nUrl: string, owner: Owner, path: string): Promise<FormFiller> {
		const visitor = await Visitor.login(n8nUrl, owner);
		let { address, status, text } = await visitor.get(`/form/${path}`);
		if (new URL(address).pathname.startsWith('/oauth/consent'))
			({ address, status, text } = await visitor.get(await allowAccess(visitor)));
		const page = readFormPage(text);
		if (status !== 200 || page.button === '')
			throw new Stop(
				`The form /form/${path} did not open (${status}): ${page.title || page.said || text.slice(0, 200)}\nIs its workflow published?`,
			);
		return new FormFiller(visitor, address, page);
	}

	/** Id of the execution that waits at this page; undefined on the first, which nothing has begun for yet. */
	get executionId(): string | undefined {
		return /\/form-waiting\/([^/?]+)/.exec(this.address)?.[1];
	}

	/** Whether this is the last page. */
	get done(): boolean {
		return this.page.button === '';
	}

	/** Presses the page's button and opens what comes next. Throws a Stop that names page and field. */
	async submit(answers: Answers = {}): Promise<FormPage> {
		const form = new FormData();
		for (const [name, value] of Object.entries(this.page.hidden)) form.append(name, value);
		for (const field of this.page.fields) {
			const given = answers[field.id] ?? field.shown;
			this.check(field, given);
			form.append(
				field.id,
				field.kind === 'one' || field.kind === 'several' ? JSON.stringify(given) : (given[0] ?? ''),
			);
		}
		const sent = await this.visitor.post(
			this.address,
			form,
			this.page.token === '' ? {} : { 'x-auth-token': this.page.token },
		);
		if (sent.status !== 200)
			throw new Stop(`${this.named()} was not taken by n8n: ${sent.status} ${sent.text.slice(0, 300)}`);
		this.address = waitingUrl(sent.text) ?? this.address;
		await this.untilNext();
		this.page = readFormPage((await this.visitor.get(this.address)).text);
		return this.page;
	}

	private check({ label, options, required, kind }: PageField, given: readonly string[]): void {
		const wrong = kind === 'typed' ? undefined : given.find((one) => !options.includes(one));
		if (wrong !== undefined)
			throw new Stop(
				`${this.named()}, field "${label}": "${wrong}" is not offered. What is: ${options.join('; ') || 'nothing'}`,
			);
		if (required && given.every((one) => one.trim() === ''))
			throw new Stop(`${this.named()}, field "${label}": it must be answered.`);
	}

	/** The next page is there, or the form is over. */
	private async untilNext(): Promise<void> {
		const asking = new URL(this.address);
		asking.pathname += '/n8n-execution-status';
		const deadline = Date.now() + PAGE_WITHIN_MS;
		while (Date.now() < deadline) {
			const state = (await this.visitor.get(asking.href)).text.trim();
			if (state === 'form-waiting' || state === 'success') return;
			if (['error', 'crashed', 'canceled', 'null'].includes(state))
				throw new Stop(
					`${this.named()} was sent, and then the workflow of the form ended: ${state}. Look at execution ${this.executionId ?? '?'} in n8n.`,
				);
			await wait(ASK_EVERY_MS);
		}
		throw new Stop(`${this.named()} was sent, and no next page came within ${PAGE_WITHIN_MS / 1000} s.`);
	}

	private named(): string {
		return `The form's page "${this.page.title}"`;
	}
}

/** n8n asks its user once for each form, before the first look. */
async function allowAccess(visitor: Visitor): Promise<string> {
	const details = readData((await visitor.get('/rest/consent/details')).text);
	if (details.redirectUrl !== undefined) return details.redirectUrl;
	const { status, text } = await visitor.post('/rest/consent/approve', { approved: true });
	const { redirectUrl } = readData(text);
	if (redirectUrl === undefined)
		throw new Stop(`n8n did not let the form be opened ("Allow access"): ${status} ${text.slice(0, 300)}`);
	return redirectUrl;
}

function readData(text: string): { redirectUrl?: string } {
	const data: unknown = record(parsed(text)).data;
	const { redirectUrl } = record(data);
	return typeof redirectUrl === 'string' ? { redirectUrl } : {};
}

function waitingUrl(text: string): string | undefined {
	const { formWaitingUrl } = record(parsed(text));
	return typeof formWaitingUrl === 'string' ? formWaitingUrl : undefined;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const record = (value: unknown): Record<string, unknown> =>
	typeof value === 'object' && value !== null ? { ...value } : {};
