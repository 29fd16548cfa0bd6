import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type INodeCredentialsDetails,
	type Workflow,
} from 'n8n-workflow';

/**
 * n8n's credential store for tests: values given in plain, missing ones filled with the class's defaults,
 * `authenticate` carried out as n8n does, in its function and in its generic form.
 */
export class TestCredentials extends ICredentialsHelper {
	constructor(
		private readonly values: Record<string, ICredentialDataDecryptedObject>,
		private readonly types: ICredentialType[],
	) {
		super();
	}

	private typeOf(name: string): ICredentialType | undefined {
		return this.types.find((type) => type.name === name);
	}

	getParentTypes(name: string): string[] {
		return this.typeOf(name)?.extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		// An edge: our nodes only use httpRequestWithAuthentication, which hands over the full form.
		const options = requestOptions as IHttpRequestOptions;
		const authenticate = this.typeOf(typeName)?.authenticate;
		if (authenticate === undefined) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);

		const resolve = (value: unknown): unknown =>
			typeof value === 'string' && value.startsWith('=') && workflow !== undefined && node !== undefined
				? workflow.expression.getSimpleParameterValue(node, value, 'internal', { $credentials: credentials })
				: value;
		const authenticated: Record<string, unknown> = { ...options };
		const properties: Record<string, unknown> = { ...authenticate.properties };
		for (const [part, entries] of Object.entries(properties)) {
			const before = authenticated[part];
			const target: Record<string, unknown> = { ...(typeof before === 'object' ? before : {}) };
			for (const [key, value] of Object.entries<unknown>(typeof entries === 'object' ? { ...entries } : {}))
				target[String(resolve(key))] = resolve(value);
			authenticated[part] = target;
		}
		return { ...options, ...authenticated };
	}

	async preAuthentication(): Promise<ICredentialDataDecryptedObject | undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<ICredentialDataDecryptedObject | undefined> {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Encrypted credentials are not part of this test');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const given = this.values[type];
		if (given === undefined) throw new Error(`The test gave no credential ${type}`);
		const defaults = Object.fromEntries(
			this.getCredentialsProperties(type).map(({ name, default: value }) => [name, value]),
		) as ICredentialDataDecryptedObject;
		return { ...defaults, ...given };
	}

	async updateCredentials(): Promise<void> {
		throw new Error('A node must not change its credential');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new Error('A node must not change its credential');
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.typeOf(type)?.properties ?? [];
	}
}
