import { z } from 'zod';
import { Stop } from '../../../scripts/tools.cjs';
import { TABLES } from '../../../lib/state/tables';
import type { Owner } from '../api/client';
import type { Executions } from '../api/executions';
import type { Tables } from '../api/tables';
import { FormFiller } from './formFiller';
import type { FormPage } from './page';

/** Where the set-up form is, below n8n's `/form/`. */
export const SETUP_FORM = 'moment-uniconta-setup';

/** A page that was answered, for the screen. */
export interface AnsweredPage {
	title: string;
	/** Label and the text that a person reads; blank ones are left out. */
	answers: Array<{ label: string; text: string }>;
}

/** As much of n8n's REST interface as is needed beside the pages. */
export interface FormApi {
	executions: Pick<Executions, 'get'>;
	tables: Pick<Tables, 'rows'>;
}

export interface SetupFormInput {
	api: FormApi;
	n8nUrl: string;
	owner: Owner;
	/**
	 * By setting (`customers.export`), and `company`; what no page asks is not needed, what is not named stays as the
	 * page shows it.
	 */
	wanted: Readonly<Record<string, string>>;
	tell?: (page: AnsweredPage) => void;
}

/** More than the form has, so that a page that comes again and again ends. */
const MOST_PAGES = 30;

const choicesSchema = z.array(z.object({ text: z.string(), value: z.string() }));
/**
 * The page as the workflow made it, one entry for each `field-0`, `field-1` …: n8n's HTML has labels and texts only,
 * and no names of settings.
 */
const shownSchema = z.object({
	fieldsJson: z.string(),
	shown: z.object({
		page: z.string(),
		asked: z.array(z.object({ key: z.string(), choices: choicesSchema.optional() })),
	}),
});
const fieldsSchema = z.array(
	z.object({
		fieldName: z.string().optional(),
		fieldLabel: z.string().default(''),
		elementName: z.string().optional(),
	}),
);

interface Shown {
	page: string;
	/** Whether answers were refused: the page begins with what was wrong. */
	refused: boolean;
	asked: Array<{ id: string; key: string; label: string; choices: z.infer<typeof choicesSchema> | undefined }>;
}

/**
 * Goes through the set-up form (workflows/setup.json, published) from its first page to the last, and saves. Throws a
 * Stop that names page and field for what is missing or refused. Settings that the form does not save as wanted are a
 * Stop too.
 * @returns the text of the last page
 */
export async function fillSetupForm({ api, n8nUrl, owner, wanted, tell }: SetupFormInput): Promise<string> {
	const form = await FormFiller.open(n8nUrl, owner, SETUP_FORM);
	tell?.({ title: form.page.title, answers: [] });
	await form.submit();
	for (let pages = 0; !form.done; pages++) {
		const shown = await shownNow(api, form);
		refuse(form.page, shown, pages);
		const { answers, told } = answersTo(form.page, shown, wanted);
		tell?.({ title: form.page.title, answers: told });
		await form.submit(answers);
	}
	await checkSaved(api, form.page, wanted);
	return form.page.said;
}

/** What the workflow put out last for the page that waits. */
async function shownNow(api: FormApi, form: FormFiller): Promise<Shown> {
	const { runData } = await api.executions.get(form.executionId ?? '');
	const candidates = Object.values(runData)
		.flatMap((runs) => runs.at(-1)?.output.flat() ?? [])
		.map(({ json }) => shownSchema.safeParse(json));
	const found = candidates.flatMap((one) => (one.success ? [one.data] : []))[0];
	if (!found)
		throw new Stop(
			`The form's page "${form.page.title}" does not say which settings it asks for; its workflow is not the template setup.json of this package.`,
		);
	const fields = fieldsSchema.parse(JSON.parse(found.fieldsJson));
	return {
		page: found.shown.page,
		refused: fields.some(({ elementName }) => elementName === 'messages'),
		asked: fields.flatMap(({ fieldName, fieldLabel }, index) =>
			fieldName === undefined
				? []
				: [
						{
							id: `field-${index}`,
							key: fieldName,
							label: fieldLabel,
							choices: found.shown.asked.find(({ key }) => key === fieldName)?.choices,
						},
					],
		),
	};
}

function refuse({ title, said }: FormPage, { page, refused }: Shown, pages: number): void {
	if (page === 'trouble' || refused) throw new Stop(`The form's page "${title}" does not go on: ${said}`);
	if (pages > MOST_PAGES)
		throw new Stop(`The form's page "${title}" came after ${pages} others, and still nothing is saved.`);
}

function answersTo(
	page: FormPage,
	{ asked }: Shown,
	wanted: SetupFormInput['wanted'],
): { answers: Record<string, string[]>; told: AnsweredPage['answers'] } {
	const answers: Record<string, string[]> = {};
	const told: AnsweredPage['answers'] = [];
	for (const { id, key, label, choices } of asked) {
		const field = page.fields.find((one) => one.id === id);
		if (field === undefined) throw new Stop(`The form's page "${page.title}" has no field "${label}" (${key}).`);
		const value = key === 'next' ? 'save' : wanted[key];
		const texts =
			value === undefined
				? field.shown
				: choices === undefined
					? [value]
					: (field.kind === 'several' ? commaList(value) : [value]).map((one) => {
							const text = field.options.find(
								(option) =>
									oneLine(option) ===
									oneLine(choices.find((choice) => choice.value === one)?.text ?? ''),
							);
							if (text !== undefined) return text;
							const offered =
								choices.map((choice) => `${choice.value} (${choice.text})`).join('; ') || 'nothing';
							throw new Stop(
								`The form's page "${page.title}", field "${label}" (${key}): "${one}" is not offered. What is: ${offered}.${key === 'next' ? ` The page says: ${page.said}` : ''}`,
							);
						});
		answers[id] = texts;
		if (texts.join('') !== '') told.push({ label, text: texts.join(', ') });
	}
	return { answers, told };
}

/**
 * The form's own report may have let something pass that was wanted otherwise, or a page may have left a setting out.
 */
async function checkSaved(api: FormApi, page: FormPage, wanted: SetupFormInput['wanted']): Promise<void> {
	const saved = new Map(
		(await api.tables.rows(TABLES.settings.name)).map(({ key, value }) => [String(key), String(value ?? '')]),
	);
	if (saved.size === 0)
		throw new Stop(`The form ended with "${page.title}", and no settings are saved: ${page.said}`);
	const other = Object.entries(wanted).filter(
		([key, value]) => key !== 'company' && (saved.get(key) ?? '') !== value,
	);
	if (other.length > 0)
		throw new Stop(
			`The form saved other settings than were entered: ${other.map(([key, value]) => `${key} is "${saved.get(key) ?? ''}" and not "${value}"`).join('; ')}`,
		);
}

const commaList = (value: string): string[] => value.split(/[\s,]+/).filter(Boolean);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
