import { z } from 'zod';
import type { Rest } from './rest';

/** A credential as n8n keeps it: `data` are the fields of its type. */
export interface CredentialInput {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

const savedSchema = z.object({ id: z.string(), name: z.string(), type: z.string() });
export type SavedCredential = z.infer<typeof savedSchema>;

const testSchema = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });
export type CredentialTest = z.infer<typeof testSchema>;

export class Credentials {
	constructor(private readonly rest: Rest) {}

	list(): Promise<SavedCredential[]> {
		return this.rest.call(z.array(savedSchema), 'GET', '/credentials');
	}

	/** Creates it, or gives the one of that name and type these fields. */
	async save(input: CredentialInput): Promise<SavedCredential> {
		const existing = (await this.list()).find(({ name, type }) => name === input.name && type === input.type);
		if (existing) return await this.rest.call(savedSchema, 'PATCH', `/credentials/${existing.id}`, { body: input });
		return await this.rest.call(savedSchema, 'POST', '/credentials', { body: input });
	}

	/** What a user sees who presses the test in the credential's window. The credential must have been saved. */
	async test(input: CredentialInput): Promise<CredentialTest> {
		const saved = await this.save(input);
		return await this.rest.call(testSchema, 'POST', '/credentials/test', {
			body: { credentials: { ...saved, data: input.data } },
		});
	}
}
