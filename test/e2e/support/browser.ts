import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { repositoryRoot } from '../../../sandbox/n8n/paths';
import type { Owner } from '../../../sandbox/n8n/api/client';
import { LIMITS } from './limits';

selectors.setTestIdAttribute('data-test-id');

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export interface Size {
	width: number;
	height: number;
}
export const DESK: Size = { width: 1600, height: 1000 };

/** Where screenshots go: kept in the repository only on request, so that a test run leaves the tree as it was. */
const imageFolder =
	process.env.UPDATE_SCREENSHOTS === '1'
		? path.join(repositoryRoot, 'docs/images')
		: mkdtempSync(path.join(tmpdir(), 'moment-uniconta-images-'));

/** Saves a whole page, for one that is not n8n's editor, and returns the file. */
export async function picture(page: Page, name: string): Promise<string> {
	mkdirSync(imageFolder, { recursive: true });
	const file = path.join(imageFolder, `${name}.png`);
	await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
	return file;
}

/** Debian's Chromium, or the one that CHROME_PATH names. */
export async function launchBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROME_PATH ?? '/usr/bin/chromium';
	if (!existsSync(executablePath)) {
		throw new Error(
			`There is no Chromium at ${executablePath}. Install it (apt-get install chromium) or name one in CHROME_PATH.`,
		);
	}
	return await chromium.launch({ executablePath, args: FLAGS, timeout: LIMITS.page });
}

/**
 * Goes to an address. A page that is left while it is on its way to another one interrupts that; then it goes again.
 */
export async function goTo(page: Page, address: string): Promise<void> {
	await page.goto(address).catch(async (error: unknown) => {
		if (!/interrupted by another navigation|net::ERR_ABORTED/.test(String(error))) throw error;
		await page.waitForLoadState();
		await page.goto(address);
	});
}

/** Opens a form behind n8n's login, which asks its user once for each form, before the first look. */
export async function openForm(page: Page, address: string, first: Locator): Promise<void> {
	await goTo(page, address);
	const consent = page.getByRole('button', { name: 'Allow access' });
	await first.or(consent).first().waitFor();
	if (await consent.isVisible()) await consent.click();
}

/**
 * Complaints of the browser that are not ours. Each is known from a plain n8n without this package (N8N9).
 */
function isForeign(text: string, address: string, n8nUrl: string): boolean {
	// n8n's editor asks who is logged in before anybody is.
	if (address === `${n8nUrl}/rest/login` && text.includes('401')) return true;
	// The panel of a node asks for a sample of the output of every node before it. n8n's own If and Switch have none
	// either.
	if (address.startsWith(`${n8nUrl}/schemas/`) && text.includes('404')) return true;
	// Fonts, news and telemetry of n8n from hosts that the test machine may not reach.
	return /^https?:/.test(address) && !address.startsWith(n8nUrl) && text.includes('Failed to load resource');
}

/** n8n's editor in Debian's Chromium, used as a person uses it. */
export class Editor {
	private readonly complaints: string[] = [];

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly url: string,
	) {
		page.setDefaultTimeout(LIMITS.page);
		page.on('console', (message) => {
			if (message.type() !== 'error' || isForeign(message.text(), message.location().url, url)) return;
			this.complaints.push(`${message.text()} (${message.location().url})`);
		});
		page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
	}

	/** Starts the browser and logs in through the form. */
	static async open(url: string, { email, password }: Owner): Promise<Editor> {
		const browser = await launchBrowser();
		try {
			const editor = new Editor(
				browser,
				await browser.newPage({ viewport: DESK, colorScheme: 'light', reducedMotion: 'reduce' }),
				url,
			);
			await editor.page.goto(`${url}/signin`);
			await editor.page.locator('input[name=emailOrLdapLoginId]').fill(email);
			await editor.page.locator('input[type=password]').fill(password);
			await editor.page.getByTestId('form-submit-button').click();
			await editor.page.getByTestId('main-sidebar-settings').waitFor();
			return editor;
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** What the browser complained about since the last call, without what is not ours. */
	takeComplaints(): string[] {
		return this.complaints.splice(0);
	}

	async goTo(address: string): Promise<void> {
		await goTo(this.page, `${this.url}${address}`);
	}

	/** The workflow on its canvas, all of its nodes (notes not counted) in view. */
	async openCanvas(workflowId: string, nodes: number): Promise<void> {
		await this.goTo(`/workflow/${workflowId}`);
		await this.canvasNodes.first().waitFor();
		await this.fit();
		// What is out of view is not drawn at all.
		await this.canvasNodes.nth(nodes - 1).waitFor();
	}

	async resize(size: Size): Promise<void> {
		await this.page.setViewportSize(size);
		await this.fit();
	}

	/** Brings the whole workflow into view; returns when the canvas stands still. */
	async fit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.still(this.canvasNodes.last());
	}

	/** Opens the one box on the canvas that holds nodes. */
	async openGroup(): Promise<void> {
		await this.page.getByTestId('canvas-node-group').first().dblclick();
	}

	/** Every node in view; notes are none. */
	get canvasNodes(): Locator {
		return this.page.getByTestId('canvas-node');
	}

	/** One node on the canvas. */
	onCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** A note, by its id: the canvas does not show its name. */
	note(id: string): Locator {
		return this.page.locator(`.vue-flow__node[data-id="${id}"] [data-test-id=sticky]`);
	}

	/** Opens a node's panel by double click. */
	async openPanel(name: string): Promise<Locator> {
		await this.onCanvas(name).locator('[data-test-id$=-node]').first().dblclick({ force: true });
		const panel = this.page.getByTestId('ndv');
		await panel.getByTestId('node-parameters').waitFor();
		return panel;
	}

	async closePanel(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'detached' });
	}

	/** Zooms in on a note until it is shown in its true size. */
	async zoomOn(note: Locator, scale = 1): Promise<void> {
		const box = await note.boundingBox();
		if (!box) throw new Error('This note is not on the canvas');
		await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
		await this.page.keyboard.down('Control');
		for (let turn = 0; turn < 100 && (await this.scale()) < scale; turn++) await this.page.mouse.wheel(0, -20);
		await this.page.keyboard.up('Control');
		// A note under the mouse shows its buttons.
		await this.page.mouse.move(0, 0);
		await this.still(note);
	}

	/** How large the canvas is shown; 1 is its true size. */
	async scale(): Promise<number> {
		return await this.page.evaluate<number>(
			`new DOMMatrix(getComputedStyle(document.querySelector('.vue-flow__transformationpane')).transform).a`,
		);
	}

	/** Saves what is on the screen, or a part of it, and returns the file. */
	async screenshot(name: string, clip?: Size & { x: number; y: number }): Promise<string> {
		mkdirSync(imageFolder, { recursive: true });
		const file = path.join(imageFolder, `${name}.png`);
		await this.page.screenshot({ path: file, clip, animations: 'disabled' });
		return file;
	}

	/** The area that all nodes and notes take up, with a margin. */
	async areaOfCanvas(margin = 24): Promise<Size & { x: number; y: number }> {
		const boxes = await this.page.evaluate<Array<{ left: number; top: number; right: number; bottom: number }>>(
			`[...document.querySelectorAll('[data-test-id=canvas-node], [data-test-id=sticky], .vue-flow__edge-path')].map(one => { const { left, top, right, bottom } = one.getBoundingClientRect(); return { left, top, right, bottom }; })`,
		);
		const view = this.page.viewportSize() ?? DESK;
		const x = Math.max(0, Math.min(...boxes.map(({ left }) => left)) - margin);
		const y = Math.max(0, Math.min(...boxes.map(({ top }) => top)) - margin);
		return {
			x,
			y,
			width: Math.min(view.width, Math.max(...boxes.map(({ right }) => right)) + margin) - x,
			height: Math.min(view.height, Math.max(...boxes.map(({ bottom }) => bottom)) + margin) - y,
		};
	}

	/** Light or dark, as the settings page would set it. */
	async useTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.page.evaluate(`localStorage.setItem('N8N_THEME', '${theme}')`);
	}

	/** Waits until an element is where it was some pictures before; a busy browser draws few of them in a second. */
	private async still(element: Locator): Promise<void> {
		for (let before = ''; ;) {
			const now = JSON.stringify(await element.boundingBox());
			if (now === before) return;
			before = now;
			await this.page.evaluate(
				`(async () => { for (let left = 6; left > 0; left--) await new Promise(requestAnimationFrame); })()`,
			);
		}
	}
}
