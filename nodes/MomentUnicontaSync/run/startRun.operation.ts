import { randomUUID } from 'node:crypto';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { beginRun, type BeginInput, type Begun, type Started } from '../../../lib/state/begin';
import { beginExpenses, isExpenseRun, type ExpenseRun } from '../../../lib/state/expenseRun';
import { isNothing, type SyncRun } from '../../../lib/state/syncRun';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { booleanParameter, itemOf, shownFor, textParameter } from '../../shared/parameters';
import { startedAgainSince, startedFrom, webhookNodes } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import { kindOf, KINDS, type SyncKind } from './kinds';
import { markTogether, type Mark } from './markTogether';
import { noteStopped } from '../noteStopped';
import type { SyncOperation } from '../operation';

export const startRun: SyncOperation = {
	option: {
		name: 'Start Run',
		value: 'startRun',
		action: 'Start a run',
		description: 'Mark what Moment reported, decide what is to do, and see that only one run does it at a time',
	},
	fields: shownFor({ resource: 'run', operation: 'startRun' }, [
		{
			displayName: 'Kind',
			name: 'kind',
			type: 'options',
			noDataExpression: true,
			options: KINDS.map(({ title, area }) => ({ name: title, value: area })),
			default: 'customers',
			description: 'Which kind of record the workflow brings to the other system',
		},
		{
			displayName: 'Ask Moment for Changes Every (Minutes)',
			name: 'sweepMinutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 15,
			description: 'Finds what no webhook reported. A change that a webhook reports is transferred at once.',
			displayOptions: { hide: { kind: ['expenses'] } },
		},
		{
			displayName: 'Compare Everything At',
			name: 'compareAt',
			type: 'string',
			default: '02:10',
			placeholder: 'e.g. 02:10',
			description: "Once a day everything is compared. Hour and minute in the workflow's time zone.",
			displayOptions: { hide: { kind: ['expenses'] } },
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description:
				'Whether to only say what would be created or changed. Nothing is written but rows of the log.',
		},
	]),
	outputs: ['To Fetch', 'Run'],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const kind = kindOf(textParameter(context, 'kind', 0));
	if (kind === undefined) throw toNodeError(context, new Error('Kind is empty. Choose the kind of record.'));
	const compareAt = kind.area === 'expenses' ? '' : compareTime(context);
	const store = new DataTables(context);
	const now = systemClock.now();
	const started = whatStarted(context, kind);
	try {
		if (started === 'stopped') {
			await noteStopped(context, store, kind.area, ['', ...webhookNodes(context), context.getNode().name]);
			return [[], []];
		}
		const input = {
			area: kind.area,
			entity: kind.entity,
			parents: kind.parents,
			...(kind.lookBackDays === undefined ? {} : { lookBackDays: kind.lookBackDays }),
			...(kind.gatherMs === undefined ? {} : { gatherMs: kind.gatherMs }),
			execution: context.getExecutionId(),
			token: randomUUID().slice(0, 8),
			now,
			sweepMinutes: Number(context.getNodeParameter('sweepMinutes', 0, 15)) || 15,
			compareAt,
			zone: context.getTimezone(),
			dryRun: booleanParameter(context, 'dryRun', 0) || isAWriterDry(context),
		};
		const begun =
			kind.area === 'expenses'
				? await beginExpenses(store, { ...input, started })
				: started.by === 'webhook'
					? await startedByWebhook(context, store, input, started.marks)
					: await beginRun(store, { ...input, started });
		if ('run' in begun) return isExpenseRun(begun.run) ? importOf(begun.run, store) : outputsOf(begun.run, store);
		if (begun.fix !== undefined)
			throw new NodeOperationError(context.getNode(), begun.ended, { description: begun.fix });
		context.addExecutionHints({ message: begun.ended, location: 'outputPane', type: 'info' });
		return [[], []];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

const WRITES: ReadonlySet<unknown> = new Set(['upsert', 'send']);

/** Whether a node behind this one is to write nothing: then nobody else of the run may. */
function isAWriterDry(context: IExecuteFunctions): boolean {
	return context
		.getChildNodes(context.getNode().name, { includeNodeParameters: true })
		.some(
			({ type, disabled, parameters = {} }) =>
				type.startsWith('n8n-nodes-moment-uniconta.') &&
				!disabled &&
				parameters['dryRun'] === true &&
				WRITES.has(parameters['operation'] ?? 'upsert'),
		);
}

async function sleep(milliseconds: number): Promise<number> {
	await systemClock.sleep(milliseconds);
	return systemClock.now();
}

/** Of each workflow and kind whether one of its executions waits for another run to be over: one is enough. */
const waiting = new Set<string>();

async function startedByWebhook(
	context: IExecuteFunctions,
	store: DataTables,
	input: Omit<BeginInput, 'started'>,
	marks: readonly Mark[],
): Promise<Begun> {
	const key = `${context.getWorkflow().id}/${input.area}`;
	return await markTogether<Begun>(key, marks, systemClock, {
		lead: async (together, onMarked) => {
			const isFirst = !waiting.has(key);
			waiting.add(key);
			try {
				const patience = isFirst ? { sleep } : {};
				const begin = { ...input, ...patience, onMarked };
				return await beginRun(store, { ...begin, started: { by: 'webhook', marks: together } });
			} finally {
				if (isFirst) waiting.delete(key);
			}
		},
		follow: { ended: 'Marked, together with others that came at the same time.' },
	});
}

function outputsOf(run: SyncRun, store: DataTables): INodeExecutionData[][] {
	const { area, work, dryRun, fetch, company, settings, inbox } = run;
	const chosen = Object.fromEntries(
		Object.entries(settings).filter(
			([key, value]) => value !== '' && (key.startsWith(`${area}.`) || key.startsWith('company.')),
		),
	);
	const shown = { kind: area, work, dryRun, ...fetch, company, unfinished: inbox.length, settings: chosen };
	return [isNothing(fetch) ? [] : [itemOf(shown, 0)], [itemOf({ run, tables: store.known }, 0)]];
}

function compareTime(context: IExecuteFunctions): string {
	const compareAt = textParameter(context, 'compareAt', 0);
	if (/^([01]?\d|2[0-3]):[0-5]\d$/.test(compareAt)) return compareAt;
	const message = `Compare Everything At is "${compareAt}". Enter hour and minute, such as 02:10.`;
	throw toNodeError(context, new Error(message));
}

/** What is read out of Uniconta, for a person; the node that reads it asks the run. */
function importOf(run: ExpenseRun, store: DataTables): INodeExecutionData[][] {
	const { area, work, dryRun, company, settings } = run;
	const chosen = Object.fromEntries(
		Object.entries(settings).filter(([key, value]) => value !== '' && key.startsWith(`${area}.`)),
	);
	const shown = { kind: area, looksBack: work === 'comparison', dryRun, company, settings: chosen };
	return [[itemOf(shown, 0)], [itemOf({ run, tables: store.known }, 0)]];
}

/** By the trigger that was executed, wherever it stands before this node. */
function whatStarted(context: IExecuteFunctions, { entity, numberField }: SyncKind): Started | 'stopped' {
	const items = context.getInputData().map(({ json }) => json);
	const again = items.map(startedAgainSince).find((since) => since !== undefined);
	if (again !== undefined) return { by: 'again', since: again };
	const trigger = startedFrom(context);
	if (trigger === 'error') return 'stopped';
	if (trigger === 'webhook') {
		const text = (value: unknown): string =>
			typeof value === 'string' || typeof value === 'number' ? String(value) : '';
		const marks = items
			.filter(({ kind }) => kind === entity)
			.map((json) => ({ momentId: text(json['id']), key: text(json['key'] ?? json[numberField]) }))
			.filter(({ momentId }) => momentId !== '');
		return { by: 'webhook', marks };
	}
	return { by: context.getMode() === 'manual' ? 'hand' : 'clock' };
}
