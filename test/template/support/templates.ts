import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { z } from 'zod';
import packageJson from '../../../package.json';
import { repositoryRoot } from '../../../sandbox/n8n/paths';

const nodeSchema = z
	.object({
		id: z.string(),
		name: z.string(),
		type: z.string(),
		typeVersion: z.number(),
		position: z.tuple([z.number(), z.number()]),
		parameters: z.record(z.unknown()),
		webhookId: z.string().optional(),
	})
	.passthrough();
export type TemplateNode = z.infer<typeof nodeSchema>;

const templateSchema = z
	.object({
		name: z.string(),
		nodes: z.array(nodeSchema),
		connections: z.record(
			z.record(z.array(z.array(z.object({ node: z.string(), type: z.string(), index: z.number() })).nullable())),
		),
		settings: z.record(z.unknown()),
		meta: z.record(z.unknown()).optional(),
		nodeGroups: z
			.array(
				z.object({ id: z.string(), name: z.string(), nodeIds: z.array(z.string()), description: z.string() }),
			)
			.optional(),
	})
	.passthrough();
export type Template = z.infer<typeof templateSchema>;

export const FOLDER = path.join(repositoryRoot, 'workflows');

/** Names of the template files, with `.json`. */
export const files = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.sort();

export function textOf(file: string): string {
	return readFileSync(path.join(FOLDER, file), 'utf8');
}

export function readTemplate(file: string): Template {
	return templateSchema.parse(JSON.parse(textOf(file)));
}

/** One line on the canvas. */
export interface Line {
	from: string;
	output: number;
	to: string;
	input: number;
}

export function linesOf({ connections }: Template): Line[] {
	return Object.entries(connections).flatMap(([from, kinds]) =>
		Object.values(kinds).flatMap((outputs) =>
			outputs.flatMap((targets, output) =>
				(targets ?? []).map(({ node, index }) => ({ from, output, to: node, input: index })),
			),
		),
	);
}

export const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
export const isNote = ({ type }: TemplateNode): boolean => type === STICKY_NOTE;

/** Every text in a value, however deep, with where it stands. */
export function textsIn(value: unknown, where = ''): Array<{ where: string; text: string }> {
	if (typeof value === 'string') return [{ where, text: value }];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, where === '' ? key : `${where}.${key}`));
}

type NodeModule = Record<string, (new () => INodeType) | undefined>;

/** The descriptions of the nodes that package.json gives n8n, by the type a workflow names them by. */
export function ownDescriptions(): Map<string, INodeTypeDescription> {
	return new Map(
		packageJson.n8n.nodes.map((built) => {
			const source = path.join(repositoryRoot, built.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			const className = path.basename(built).split('.')[0] ?? '';
			const Node = jest.requireActual<NodeModule>(source)[className];
			if (!Node) throw new Error(`${source} exports no ${className}`);
			const { description } = new Node();
			return [`${packageJson.name}.${description.name}`, description];
		}),
	);
}

/** Whether the machinery is in its nodes and not on its canvas (D8). */
export function isRunTemplate({ nodes }: Template): boolean {
	return !nodes.some(({ type }) => type === 'n8n-nodes-base.dataTable');
}
