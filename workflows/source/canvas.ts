import { createHash } from 'node:crypto';

/** A workflow as n8n keeps it, as far as a template has it. */
export interface WorkflowJson {
	name: string;
	nodes: NodeJson[];
	connections: Record<string, { main: Array<Array<{ node: string; type: 'main'; index: number }>> }>;
	settings: Record<string, unknown>;
	meta: { templateCredsSetupCompleted: boolean };
	nodeGroups?: NodeGroup[];
}

/** Nodes that n8n shows as one box until somebody opens it. */
export interface NodeGroup {
	id: string;
	name: string;
	nodeIds: string[];
	/** At most 145 characters. */
	description: string;
}

export interface NodeJson {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	[setting: string]: unknown;
}

/** What a node is, apart from its name and place. */
export interface NodeSpec {
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** Settings of the node: executeOnce, alwaysOutputData, onError, notes … */
	settings?: Record<string, unknown>;
}

/** A stable id: the same name in the same template keeps its id for ever. */
export function stableId(...parts: string[]): string {
	const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		`4${hex.slice(13, 16)}`,
		`8${hex.slice(17, 20)}`,
		hex.slice(20, 32),
	].join('-');
}

const WIDTH = 0.86;
const GRID = 20;
const narrowed = (x: number): number => Math.round((x * WIDTH) / GRID) * GRID;

/** Collects nodes, places and lines of one template. */
export class Canvas {
	private readonly nodes: NodeJson[] = [];
	private readonly groups: NodeGroup[] = [];
	private readonly lines = new Map<string, Array<Array<{ node: string; index: number }>>>();

	constructor(
		private readonly file: string,
		private readonly title: string,
	) {}

	/** A node at a place of the plan; the canvas draws the plan a little narrower, on n8n's grid. */
	add(name: string, [x, y]: [number, number], { type, typeVersion, parameters, settings = {} }: NodeSpec): string {
		const position: [number, number] = [narrowed(x), y];
		if (this.nodes.some((node) => node.name === name)) throw new Error(`Two nodes are called ${name}`);
		this.nodes.push({ parameters, id: stableId(this.file, name), name, type, typeVersion, position, ...settings });
		return name;
	}

	/** A line from one output to an input of a node. */
	line(from: string, to: string, output = 0, input = 0): void {
		const outputs = this.lines.get(from) ?? [];
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, index: input });
		this.lines.set(from, outputs);
	}

	/** Lines through the nodes one after the other, each from its first output. */
	chain(...names: string[]): void {
		for (const [index, name] of names.entries()) {
			const next = names[index + 1];
			if (next !== undefined) this.line(name, next);
		}
	}

	/** Nodes of one straight line, which n8n shows as one box. */
	group(name: string, description: string, members: readonly string[]): void {
		const nodeIds = this.nodes.filter((node) => members.includes(node.name)).map(({ id }) => id);
		this.groups.push({ id: stableId(this.file, 'group', name), name, nodeIds, description });
	}

	note(name: string, position: [number, number], size: [number, number], content: string, color: number): void {
		this.add(name, position, {
			type: 'n8n-nodes-base.stickyNote',
			typeVersion: 1,
			parameters: { content, width: narrowed(size[0]), height: size[1], color },
		});
	}

	toJson(): WorkflowJson {
		const connections: WorkflowJson['connections'] = {};
		for (const [from, outputs] of this.lines) {
			connections[from] = {
				main: outputs.map((targets) =>
					targets.map(({ node, index }) => ({ node, type: 'main' as const, index })),
				),
			};
		}
		return {
			name: this.title,
			nodes: this.nodes,
			connections,
			settings: {
				executionOrder: 'v1',
				saveDataSuccessExecution: 'none',
				saveDataErrorExecution: 'all',
				saveManualExecutions: true,
				saveExecutionProgress: false,
				callerPolicy: 'workflowsFromSameOwner',
				executionTimeout: 3600,
				// n8n's own default is New York: nights and days are those of the books.
				timezone: 'Europe/Copenhagen',
			},
			meta: { templateCredsSetupCompleted: false },
			...(this.groups.length === 0 ? {} : { nodeGroups: this.groups }),
		};
	}
}
