import { z } from 'zod';
import type { SavedCredential } from './credentials';
import type { NodeTypes } from './nodeTypes';
import type { Rest } from './rest';

const nodeSchema = z
	.object({
		id: z.string(),
		name: z.string(),
		type: z.string(),
		typeVersion: z.number(),
		webhookId: z.string().optional(),
		parameters: z.record(z.unknown()),
		credentials: z.record(z.unknown()).optional(),
	})
	.passthrough();
export const templateSchema = z
	.object({
		name: z.string(),
		nodes: z.array(nodeSchema),
		connections: z.record(z.unknown()),
		settings: z.record(z.unknown()).optional(),
		nodeGroups: z.array(z.record(z.unknown())).optional(),
	})
	.passthrough();
/** A workflow file as it lies in `workflows/`. */
export type Template = z.infer<typeof templateSchema>;
export type TemplateNode = z.infer<typeof nodeSchema>;

const savedSchema = z
	.object({ id: z.string(), name: z.string(), versionId: z.string(), active: z.boolean().optional() })
	.passthrough();
export type SavedWorkflow = z.infer<typeof savedSchema>;

const statusSchema = z.object({
	status: z.enum(['in_progress', 'published', 'partial', 'failed', 'not_published']),
	triggers: z.array(z.object({ nodeId: z.string(), status: z.string(), errorMessage: z.string().nullable() })),
});

export class Workflows {
	constructor(
		private readonly rest: Rest,
		private readonly nodeTypes: NodeTypes,
	) {}

	list(): Promise<SavedWorkflow[]> {
		return this.rest.call(z.array(savedSchema), 'GET', '/workflows');
	}

	get(id: string): Promise<Template> {
		return this.rest.call(templateSchema, 'GET', `/workflows/${id}`);
	}

	/** Creates the workflow, or brings the one of that name to this state. Does not publish it. */
	async save(template: Template, credentials: readonly SavedCredential[]): Promise<SavedWorkflow> {
		const { name, connections, settings, nodeGroups } = template;
		const body = {
			name,
			connections,
			settings: settings ?? {},
			nodes: await this.bind(template.nodes, credentials),
			...(nodeGroups === undefined ? {} : { nodeGroups }),
		};
		const existing = (await this.list()).find((workflow) => workflow.name === name);
		if (existing) return await this.rest.call(savedSchema, 'PATCH', `/workflows/${existing.id}`, { body });
		return await this.rest.call(savedSchema, 'POST', '/workflows', { body });
	}

	/** Publishes and waits until the triggers listen. Throws with the node's own words if they do not. */
	async publish(id: string, timeoutMs = 60_000): Promise<void> {
		const { versionId, name, nodes } = await this.rest.call(
			savedSchema.extend({ nodes: z.array(nodeSchema) }),
			'GET',
			`/workflows/${id}`,
		);
		await this.rest.call(z.unknown(), 'POST', `/workflows/${id}/activate`, { body: { versionId } });
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const { status, triggers } = await this.rest.call(
				statusSchema,
				'GET',
				`/workflows/${id}/publication-status`,
			);
			if (status === 'published') return;
			const late = Date.now() > deadline;
			if (late || status === 'failed' || status === 'partial') {
				const said = triggers
					.filter(({ errorMessage }) => errorMessage)
					.map((trigger) => {
						const node = nodes.find(({ id: nodeId }) => nodeId === trigger.nodeId);
						return `node "${node?.name ?? trigger.nodeId}": ${trigger.errorMessage}`;
					});
				throw new Error(`The workflow "${name}" could not be published (${status}). ${said.join('; ')}`);
			}
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	async unpublish(id: string): Promise<void> {
		await this.rest.call(z.unknown(), 'POST', `/workflows/${id}/deactivate`, { body: {} });
	}

	/**
	 * Runs the saved workflow from one of its triggers, as the editor's button does.
	 * @returns the execution's id; it may still be running
	 */
	async run(id: string, trigger: string): Promise<string> {
		const schema = z.object({ executionId: z.string().optional(), waitingForWebhook: z.boolean().optional() });
		const { executionId } = await this.rest.call(schema, 'POST', `/workflows/${id}/run`, {
			body: { triggerToStartFrom: { name: trigger } },
		});
		if (!executionId) throw new Error(`"${trigger}" waits for a call from outside and cannot be run by hand`);
		return executionId;
	}

	/** Gives each node those of the credentials whose type the node's description asks for. */
	private async bind(
		nodes: readonly TemplateNode[],
		credentials: readonly SavedCredential[],
	): Promise<TemplateNode[]> {
		const types = await this.nodeTypes.describe(
			nodes.map(({ type, typeVersion }) => ({ name: type, version: typeVersion })),
		);
		return nodes.map((node, index) => {
			const wanted = types[index]?.credentials?.map(({ name }) => name) ?? [];
			const fitting = credentials.filter(({ type }) => wanted.includes(type));
			return {
				...node,
				credentials: Object.fromEntries(fitting.map(({ id, name, type }) => [type, { id, name }])),
			};
		});
	}
}
