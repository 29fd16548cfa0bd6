import { ApiError } from '../../http/errors';
import type { UnicontaClient } from '../api/client';
import { companyIdOf } from '../api/companies';
import { textOf } from '../api/rows';
import type { Company } from './amounts';

/**
 * The company whose books are read: its id is part of every reference, so it must be known. `chosen` is what the node
 * or the credential says; without it Uniconta must have just one company for the user.
 */
export async function readCompany(client: Pick<UnicontaClient, 'companies'>, chosen: string): Promise<Company> {
	const rows = await client.companies();
	const own =
		chosen === ''
			? rows.length === 1
				? rows[0]
				: undefined
			: rows.find((row) => Number(companyIdOf(row)) === Number(chosen));
	const id = own === undefined ? chosen : companyIdOf(own);
	if (/^\d+$/.test(id))
		return {
			id: String(Number(id)),
			currency: own === undefined ? '' : textOf(own, 'Currency').trim().toUpperCase(),
		};
	throw new ApiError(
		'It is not clear which Uniconta company to read: the user may open several, and none is chosen',
		{
			system: 'Uniconta',
			kind: 'refused',
			fix: 'Choose the company in the node, or enter its ID in the Uniconta credential.',
		},
	);
}
