import { z } from 'zod';
import type { Rest } from './rest';

const summarySchema = z
	.object({
		id: z.string(),
		status: z.string(),
		mode: z.string(),
		workflowId: z.string(),
		startedAt: z.string().nullish(),
		stoppedAt: z.string().nullish(),
	})
	.passthrough();
export type ExecutionSummary = z.infer<typeof summarySchema>;

/** What one run of a node put out: for each output, its items. */
export type NodeOutput = { json: Record<string, unknown> }[][];

export interface Execution extends ExecutionSummary {
	/** The saved run data by node name, one entry for each time the node ran. */
	runData: Record<string, { output: NodeOutput; error?: string }[]>;
	/** Everything saved, as text: to look for what must not be in it. */
	raw: string;
	error?: string;
}

const listSchema = z.object({ results: z.array(summarySchema) });
const outputSchema = z.array(z.array(z.object({ json: z.record(z.unknown()) }).passthrough()).nullable());
const taskSchema = z.object({
	data: z.object({ main: outputSchema.optional() }).passthrough().optional(),
	error: z.object({ message: z.string() }).passthrough().optional(),
});
/** Of an execution that has just begun nothing is saved yet. */
const dataSchema = z
	.object({
		resultData: z
			.object({
				runData: z.record(z.array(taskSchema)).default({}),
				error: z.object({ message: z.string() }).passthrough().optional(),
			})
			.default({}),
	})
	.default({});

const FINISHED = new Set(['success', 'error', 'crashed', 'canceled']);

export class Executions {
	constructor(private readonly rest: Rest) {}

	/** The latest first, at most 100. */
	async list(filter: { workflowId?: string; status?: string } = {}): Promise<ExecutionSummary[]> {
		const { status, ...rest } = filter;
		const query = JSON.stringify({ ...rest, ...(status ? { status: [status] } : {}) });
		return (await this.rest.call(listSchema, 'GET', '/executions', { query: { filter: query, limit: 100 } }))
			.results;
	}

	async get(id: string): Promise<Execution> {
		const found = await this.rest.call(summarySchema.extend({ data: z.string() }), 'GET', `/executions/${id}`);
		const { resultData } = dataSchema.parse(unflatten(found.data));
		const runData = Object.fromEntries(
			Object.entries(resultData.runData).map(([node, runs]) => [
				node,
				runs.map(({ data, error }) => ({
					output: (data?.main ?? []).map((items) => items ?? []),
					error: error?.message,
				})),
			]),
		);
		return { ...found, runData, raw: found.data, error: resultData.error?.message };
	}

	/** Waits until it is over. */
	async finished(id: string, timeoutMs = 60_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const execution = await this.get(id);
			if (FINISHED.has(execution.status)) return execution;
			if (Date.now() > deadline)
				throw new Error(`Execution ${id} was still "${execution.status}" after ${timeoutMs / 1000} s`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}
}

/** n8n saves run data "flatted": an array of values in which every text inside a value is the index of another. */
export function unflatten(text: string): unknown {
	const values: unknown = JSON.parse(text);
	if (!Array.isArray(values)) throw new Error('Not flatted data');
	const built = new Map<number, unknown>();
	const resolve = (index: number): unknown => {
		if (built.has(index)) return built.get(index);
		const value: unknown = values[index];
		if (typeof value !== 'object' || value === null) return value;
		const entries = Object.entries(value);
		const target: Record<string, unknown> = {};
		const list: unknown[] = [];
		built.set(index, Array.isArray(value) ? list : target);
		for (const [key, inner] of entries) {
			const resolved = typeof inner === 'string' ? resolve(Number(inner)) : inner;
			if (Array.isArray(value)) list.push(resolved);
			else target[key] = resolved;
		}
		return built.get(index);
	};
	return resolve(0);
}
