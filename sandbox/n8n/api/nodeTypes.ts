import { z } from 'zod';
import type { Rest } from './rest';

const typeSchema = z
	.object({
		name: z.string(),
		displayName: z.string(),
		credentials: z.array(z.object({ name: z.string() }).passthrough()).optional(),
		properties: z.array(z.unknown()).optional(),
	})
	.passthrough();
export type NodeType = z.infer<typeof typeSchema>;

export interface NodeTypeReference {
	name: string;
	version: number;
}

/** One pick-list as the node's panel asks for it. */
export interface OptionsRequest {
	node: NodeTypeReference;
	/** Where in the parameters the list stands, e.g. `parameters.customerGroup`. */
	path: string;
	method: string;
	parameters: Record<string, unknown>;
	/** By credential type. */
	credentials: Record<string, { id: string; name: string }>;
	/** Search text, for resource locators. */
	filter?: string;
	paginationToken?: string;
}

const optionSchema = z
	.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
	.passthrough();
const pageSchema = z.object({ results: z.array(optionSchema), paginationToken: z.unknown().optional() });

export class NodeTypes {
	constructor(
		private readonly rest: Rest,
		private readonly projectId: string,
	) {}

	/** The names of every node that n8n has loaded, e.g. `n8n-nodes-moment-uniconta.uniconta`. */
	async names(): Promise<string[]> {
		const types = await this.rest.file(z.array(z.object({ name: z.string() })), '/types/nodes.json');
		return types.map(({ name }) => name);
	}

	/**
	 * The descriptions of these, in the same order (they carry no package name). Throws for a type that n8n has not
	 * loaded.
	 */
	describe(types: NodeTypeReference[]): Promise<NodeType[]> {
		return this.rest.call(z.array(typeSchema), 'POST', '/node-types', { body: { nodeInfos: types } });
	}

	/** A drop-down's options (`loadOptionsMethod`). */
	options(request: OptionsRequest): Promise<z.infer<typeof optionSchema>[]> {
		return this.rest.call(z.array(optionSchema), 'POST', '/dynamic-node-parameters/options', {
			body: this.body(request),
		});
	}

	/** A resource locator's list (`searchListMethod`). */
	locatorResults(request: OptionsRequest): Promise<z.infer<typeof pageSchema>> {
		return this.rest.call(pageSchema, 'POST', '/dynamic-node-parameters/resource-locator-results', {
			body: this.body(request),
		});
	}

	private body({ node, path, method, parameters, credentials, filter, paginationToken }: OptionsRequest): unknown {
		return {
			path,
			methodName: method,
			nodeTypeAndVersion: node,
			currentNodeParameters: parameters,
			credentials,
			projectId: this.projectId,
			filter,
			paginationToken,
		};
	}
}
