import { inReadingOrder, setupRow, type SetupRow } from './row';
import { isOn, settingRows, setupValues } from './settings';
import type { TableRow } from '../../state/tables';
import { missingCompany } from '../../uniconta/api/companies';
import { addressRows, companyRows, loginRows } from './company';
import type { SetupContext, SetupHosts } from './context';
import { expenseRows } from './expenses';
import { invoiceRows } from './invoices';
import { customerRows, projectRows } from './masterData';
import { createSetupReader, type Reading } from './reader';
import { recipientRows } from './recipients';
import { storeRows, type StoreProof } from './store';

export interface SetupInput extends Pick<SetupContext, 'tags' | 'accounts' | 'expectedNext' | 'moment' | 'today'> {
	/** Rows of the settings table, or one object with a value for each key. */
	settings: readonly TableRow[];
	/** Uniconta's id of the company; `''`: the user's own. */
	companyId: string;
	/** Addresses of the credential, by their names in it. */
	addresses?: Readonly<Record<string, string>>;
	/** Where runs keep their state; what is left out is not proved. */
	proof?: StoreProof;
}

/**
 * Looks at every precondition of the set-up and says of each what was found, what is expected and how to mend it.
 * Writes nothing but a row of the tables, which is taken away again. Where the login or the company does not work, that is a row and nothing more is asked; a list that
 * cannot be read is a row as well.
 *
 * Each list of Uniconta is read once, only where a switch that is on needs it; the Web API is logged in to on the route
 * Post alone.
 */
export async function checkSetup(
	hosts: SetupHosts,
	{ settings, companyId, addresses = {}, proof, ...given }: SetupInput,
): Promise<SetupRow[]> {
	const values = setupValues(settings);
	const reader = createSetupReader(hosts.odata);
	const context: SetupContext = { ...given, reader, values };
	const companies = atCompany(await reader.companies(), companyId);
	const rows = [
		...(proof === undefined ? [] : await storeRows(proof)),
		...settingRows(values),
		...loginRows(companies),
		...addressRows(addresses, given.moment),
		...recipientRows(context),
	];
	if ('trouble' in companies) return inReadingOrder([...rows, ...unasked(context)]);
	// Invoices first: they read the longest list. The company last, which the rows of others may tell.
	const ofInvoices = await invoiceRows(context, hosts);
	const ofOthers = [
		...(await customerRows(context)),
		...(await projectRows(context)),
		...(await expenseRows(context)),
	];
	return inReadingOrder([
		...rows,
		...ofInvoices,
		...ofOthers,
		...(await companyRows(context, companies.rows, companyId)),
	]);
}

/** A company that is not among those listed is trouble, also where the login for it went well. */
function atCompany(companies: Reading, companyId: string): Reading {
	if ('trouble' in companies || companies.rows.length === 0) return companies;
	const trouble = missingCompany(companies.rows, companyId);
	return trouble === undefined ? companies : { trouble };
}

/** What stays open while Uniconta does not let the user in. */
function unasked({ values }: SetupContext): SetupRow[] {
	const areas = (['customers', 'projects', 'invoices', 'expenses'] as const).filter((area) => isOn(values, area));
	return areas.map((area) =>
		setupRow(area, 'Uniconta', 'notChecked', { found: 'not asked, since the login does not work' }),
	);
}
