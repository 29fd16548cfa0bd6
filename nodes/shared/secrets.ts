import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { userNameFor } from '../../lib/uniconta/api/companyHeader';

/**
 * What of a credential no answer may bring back. Besides `authenticate` this is the only code that reads a password,
 * key or token, and all that is made of them is a search for them.
 */
export type SecretsOf = (credential: ICredentialDataDecryptedObject) => string[];

/** The key, the pair that goes out as HTTP Basic, and what a call of Moment proves itself with. */
export const momentSecrets: SecretsOf = (credential) => {
	const key = textOf(credential, 'apiKey');
	return [key, textOf(credential, 'webhookToken'), ...pairs(['apikey'], key)];
};

/** The password, the pairs that go out as HTTP Basic for the company of the node or of the credential, and the key. */
export function unicontaSecrets(company: string): SecretsOf {
	return (credential) => {
		const password = textOf(credential, 'password');
		const login = textOf(credential, 'userName').trim();
		const companies = ['', company, textOf(credential, 'companyId').trim()];
		const names = [login, ...companies.map((id) => userNameFor(login, id))];
		return [password, textOf(credential, 'apiKey'), ...pairs(names, password)];
	};
}

/** A short password too is found in the base64 of the whole. */
function pairs(names: readonly string[], secret: string): string[] {
	return secret === '' ? [] : names.map((name) => `${name}:${secret}`);
}

function textOf(credential: ICredentialDataDecryptedObject, field: string): string {
	const value = credential[field];
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
