import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { foldLog } from '../../lib/state/log';
import { renewLease } from '../../lib/state/lease';
import type { KnownRecords } from '../../lib/core/identity';
import type { Entity } from '../../lib/core/outcome';
import { unpackLog, type SyncRun } from '../../lib/state/syncRun';
import type { TableRow } from '../../lib/state/tables';
import { systemClock } from './clock';
import { DataTables } from './tableStore';

export const SYNC = 'n8n-nodes-moment-uniconta.momentUnicontaSync';
const MAPPER = 'n8n-nodes-moment-uniconta.momentUnicontaMapper';
export const MOMENT = 'n8n-nodes-moment-uniconta.moment';
/** Outputs of *Start Run*: what to fetch, for the canvas; and the run itself, for *Finish Run* and for what is between. */
const RUN_OUTPUT = 1;

/** The run itself as it is, not a copy: what is made of it is kept beside it. */
const itemSchema = z.object({
	run: z.custom<object>((value) => typeof value === 'object'),
	tables: z.record(z.string()),
});

/** A run that a node of the type Sync upstream has started. */
export interface RunningSync {
	run: SyncRun;
	/** Where its state is kept. */
	store: DataTables;
}

/**
 * The run that this node is part of: found by the node that started it, whatever its name and whatever lies between
 * (N8N2). Undefined for a node that works by itself.
 */
export function runningSync(context: IExecuteFunctions): RunningSync | undefined {
	for (const name of upstream(context, SYNC)) {
		const [item] = outputOf(context, name, RUN_OUTPUT);
		const parsed = itemSchema.safeParse(item);
		if (!parsed.success) continue;
		const store = new DataTables(context, new Map(Object.entries(parsed.data.tables)));
		// An edge: what Start Run put out in this very execution.
		return { run: parsed.data.run as SyncRun, store };
	}
	return undefined;
}

/** What *Get for Run* put out of this kind, wherever it stands before this node; undefined where it has not run. */
export function givenOut(context: IExecuteFunctions, entity: Entity): IDataObject[] | undefined {
	return putOut(context, MOMENT, { operation: 'getForRun', resource: entity });
}

/** What the mapper made of records of this kind, by their Moment ids; it is looked for when the first is asked for. */
export function mappedBefore(
	context: IExecuteFunctions,
	resource: Entity,
): (momentId: string) => Record<string, unknown> | undefined {
	let byId: Map<string, Record<string, unknown>> | undefined;
	return (momentId) => {
		byId ??= new Map(
			(putOut(context, MAPPER, { operation: 'map', resource }) ?? []).flatMap((json) => {
				const mapped = mappedItemSchema.safeParse(json);
				return mapped.success ? [[mapped.data.momentId, mapped.data.uniconta] as const] : [];
			}),
		);
		return byId.get(momentId);
	};
}

const mappedItemSchema = z.object({ momentId: z.string().min(1), uniconta: z.record(z.unknown()) });

/** What nodes of that type put out that do this, wherever they stand before this one; undefined where none has run. */
export function putOut(
	context: IExecuteFunctions,
	type: string,
	does: Readonly<Record<string, string>>,
): IDataObject[] | undefined {
	const nodes = upstream(context, type).filter((name) =>
		Object.entries(does).every(([parameter, value]) => parameterOf(context, name, parameter) === value),
	);
	const executed = nodes.filter((name) => isExecuted(context, name));
	if (executed.length === 0) return undefined;
	return executed.flatMap((name) => outputOf(context, name, 0));
}

/** What is known beside a run, and goes with it. */
interface Beside {
	/** What was made of its log already: several nodes of the execution ask for it. */
	folded: Map<Entity, KnownRecords>;
	/** What was logged since. */
	added: TableRow[];
}

const beside = new WeakMap<object, Beside>();

function besideOf(run: SyncRun): Beside {
	const known = beside.get(run) ?? { folded: new Map<Entity, KnownRecords>(), added: [] };
	beside.set(run, known);
	return known;
}

/** What the log says of records of this kind. */
export function knownIn({ run }: RunningSync, entity: Entity): KnownRecords {
	const { folded, added } = besideOf(run);
	const known = folded.get(entity) ?? foldLog([...unpackLog(run.log), ...added], entity, run.company);
	folded.set(entity, known);
	return known;
}

/** Rows that were added to the log while the run was at work. */
export function nowKnown({ run }: RunningSync, rows: readonly TableRow[]): void {
	const { folded, added } = besideOf(run);
	added.push(...rows);
	folded.clear();
}

/**
 * Holds the lease for longer; whether it is still ours. Asked before each batch of writes, so that two runs never write
 * at once.
 */
export async function holdLease({ run, store }: RunningSync): Promise<boolean> {
	const { claim, leaseMinutes } = run;
	const answer = await store.call([renewLease(claim, systemClock.now(), leaseMinutes)]);
	return answer.rows('renewed').length > 0;
}

function upstream(context: IExecuteFunctions, type: string): string[] {
	return context
		.getParentNodes(context.getNode().name)
		.filter((node) => node.type === type && !node.disabled)
		.map(({ name }) => name);
}

/** What an expression would see as `$('name')`. */
interface NodeView {
	isExecuted: boolean;
	params: IDataObject;
	all(output: number): INodeExecutionData[];
}

function view(context: IExecuteFunctions, name: string): NodeView {
	const proxy: { $(name: string): unknown } = context.getWorkflowDataProxy(0);
	// An edge: n8n documents this object for expressions, and does not type it.
	return proxy.$(name) as NodeView;
}

function isExecuted(context: IExecuteFunctions, name: string): boolean {
	return view(context, name).isExecuted;
}

function parameterOf(context: IExecuteFunctions, name: string, parameter: string): unknown {
	return view(context, name).params[parameter];
}

function outputOf(context: IExecuteFunctions, name: string, output: number): IDataObject[] {
	if (!isExecuted(context, name)) return [];
	return view(context, name)
		.all(output)
		.map(({ json }) => json);
}

/** Field of the item with which *Finish Run* asks for another run: when the execution began its first. */
export const AGAIN = 'moreSince';

export function startedAgainSince(json: IDataObject): string | undefined {
	return typeof json[AGAIN] === 'string' ? json[AGAIN] : undefined;
}

/** What this very node put out before, in the same execution. */
export function outputsBefore(context: IExecuteFunctions): IDataObject[] {
	return outputOf(context, context.getNode().name, 0);
}

const MOMENT_TRIGGER = 'n8n-nodes-moment-uniconta.momentTrigger';
const TRIGGERS: Readonly<Record<string, 'webhook' | 'error'>> = {
	[MOMENT_TRIGGER]: 'webhook',
	'n8n-nodes-base.errorTrigger': 'error',
};

/** Which trigger started the execution; the clock and a person's click are told apart by n8n's mode. */
export function startedFrom(context: IExecuteFunctions): 'webhook' | 'error' | 'clock' {
	const executed = context
		.getParentNodes(context.getNode().name)
		.filter(({ type, name }) => type in TRIGGERS && isExecuted(context, name));
	return TRIGGERS[executed[0]?.type ?? ''] ?? 'clock';
}

/** Nodes of that type before this one: which of them started the execution, and what their panels say. */
export function triggersOf(
	context: IExecuteFunctions,
	type: string,
): Array<{ name: string; isExecuted: boolean; parameters: IDataObject }> {
	return upstream(context, type).map((name) => {
		const { isExecuted: started, params } = view(context, name);
		return { name, isExecuted: started, parameters: params };
	});
}

/** Names of the triggers that bring what Moment reports. */
export function webhookNodes(context: IExecuteFunctions): string[] {
	return upstream(context, MOMENT_TRIGGER);
}
