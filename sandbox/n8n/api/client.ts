import { z } from 'zod';
import { Credentials } from './credentials';
import { Executions } from './executions';
import { NodeTypes } from './nodeTypes';
import { Rest } from './rest';
import { Tables } from './tables';
import { Workflows } from './workflows';

export interface Owner {
	email: string;
	password: string;
}

/** n8n as its owner uses it through the editor. */
export class N8nApi {
	readonly credentials: Credentials;
	readonly executions: Executions;
	readonly nodeTypes: NodeTypes;
	readonly tables: Tables;
	readonly workflows: Workflows;

	private constructor(
		readonly rest: Rest,
		projectId: string,
	) {
		this.credentials = new Credentials(rest);
		this.executions = new Executions(rest);
		this.nodeTypes = new NodeTypes(rest, projectId);
		this.tables = new Tables(rest, projectId);
		this.workflows = new Workflows(rest, this.nodeTypes);
	}

	/** Logs in; on an n8n that nobody owns yet, becomes its owner first. */
	static async login(url: string, { email, password }: Owner): Promise<N8nApi> {
		const rest = new Rest(url);
		const { userManagement } = await rest.call(settingsSchema, 'GET', '/settings');
		if (userManagement.showSetupOnFirstLoad) {
			await rest.call(z.unknown(), 'POST', '/owner/setup', {
				body: { email, password, firstName: 'Sandbox', lastName: 'Owner' },
			});
		} else {
			await rest.call(z.unknown(), 'POST', '/login', { body: { emailOrLdapLoginId: email, password } });
		}
		const { id } = await rest.call(z.object({ id: z.string() }), 'GET', '/projects/personal');
		return new N8nApi(rest, id);
	}
}

const settingsSchema = z.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean().optional() }) });
