import path from 'node:path';
import type { Template } from '../../sandbox/n8n/api/workflows';
import { FOLDER, files, readTemplate } from '../template/support/templates';
import { Editor } from './support/browser';
import { eventually } from './support/eventually';
import { Lab, startLab } from './support/lab';

/**
 * What the README promises a person who sets it up in n8n by hand, as far as it is n8n that keeps it. Screenshots go to
 * docs/images when UPDATE_SCREENSHOTS=1, else to a temporary folder.
 */
let lab: Lab;
let editor: Editor;

beforeAll(async () => {
	lab = await startLab({ templates: [] });
	editor = await Editor.open(lab.n8n.url, Lab.owner);
});

afterAll(async () => {
	await (editor as Editor | undefined)?.close();
	await (lab as Lab | undefined)?.close();
});

afterEach(() => {
	expect(editor.takeComplaints()).toEqual([]);
});

test.each(files)('%s: imported by the menu, n8n gives every step its credential by itself', async (file) => {
	await editor.goTo('/workflow/new');
	await editor.page.getByTestId('workflow-menu').click();
	await editor.page.getByText('Import', { exact: true }).hover();
	if (file === 'setup.json') await picture('import-menu', { x: 0, y: 0, width: 640, height: 480 });
	const chooser = editor.page.waitForEvent('filechooser');
	await editor.page.getByText('From file').click();
	await (await chooser).setFiles(path.join(FOLDER, file));
	await eventually(async () => withoutCredential(await saved(file)).length === 0);
});

test('the arrow beside the button offers a comparison by hand', async () => {
	await editor.goTo(`/workflow/${await idOf('customers.json')}`);
	const button = editor.page.getByTestId('execute-workflow-button');
	await button.waitFor();
	await editor.fit();
	const box = await button.boundingBox();
	if (!box) throw new Error('The button is not on the page');
	await editor.page.mouse.click(box.x + box.width + 15, box.y + box.height / 2);
	const choice = editor.page.getByText('from Compare Everything Now');
	await choice.waitFor();
	await picture('execute-from', { x: box.x - 60, y: box.y - 260, width: box.width + 200, height: 320 });
	await choice.click();
	await button
		.getByText('from Compare Everything Now')
		.or(button.getByText('Compare Everything Now'))
		.first()
		.waitFor();
});

test('published by its button, the form is at the address of the README and asks for access once', async () => {
	await editor.goTo(`/workflow/${await idOf('setup.json')}`);
	await editor.page.getByRole('button', { name: 'Publish', exact: true }).click();
	await editor.page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
	const form = '/form/moment-uniconta-setup';
	await eventually(async () => (await fetch(`${lab.n8n.url}${form}`)).status !== 404);
	await editor.goTo(form);
	await editor.page.getByRole('button', { name: 'Allow access' }).click();
	await editor.page.getByRole('button', { name: 'Begin' }).waitFor();
});

/** Only when the editor stands still: menus fade in. */
async function picture(name: string, clip: { x: number; y: number; width: number; height: number }): Promise<void> {
	await editor.page
		.getByText(/From file|from Compare Everything Now/)
		.first()
		.waitFor();
	await editor.screenshot(name, clip);
}

async function idOf(file: string): Promise<string> {
	const { name } = readTemplate(file);
	const found = (await lab.api.workflows.list()).find((workflow) => workflow.name === name);
	if (!found) throw new Error(`n8n has no workflow "${name}"`);
	return found.id;
}

async function saved(file: string): Promise<Template> {
	return await lab.api.workflows.get(await idOf(file));
}

/** Steps that need a credential and have none. */
function withoutCredential({ nodes }: Template): string[] {
	const needing = nodes.filter(
		({ type, parameters }) =>
			/^n8n-nodes-moment-uniconta\.(?!momentUniconta(?:Mapper|Sync)$)|^n8n-nodes-base\.emailSend$/.test(type) ||
			(type === 'n8n-nodes-base.webhook' && parameters.authentication === 'basicAuth'),
	);
	return needing.filter(({ credentials }) => Object.keys(credentials ?? {}).length === 0).map(({ name }) => name);
}
