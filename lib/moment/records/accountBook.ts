import type { MomentFinancialAccount } from './setupRecords';

/** A ledger account as an invoice line names it; `''` for what it does not say. */
export interface AccountNamed {
	accountId: string;
	accountNumber: string;
	vatCode: string;
	vatPercent: string;
}

/**
 * Fills in number and VAT code of a line's account. The list is read once a run, and only when a line needs it: without
 * it an invoice cannot be planned, so a list that may not be read ends the run.
 */
export class AccountBook {
	private known: Promise<MomentFinancialAccount[]> | undefined;

	constructor(private readonly read: () => Promise<MomentFinancialAccount[]>) {}

	async resolve<T extends AccountNamed>(line: T): Promise<T> {
		this.known ??= this.read();
		const fitting = accountsFor(await this.known, line);
		const [account] = fitting;
		if (account === undefined) return line;
		const codes = new Set(fitting.map(({ externalTaxCode }) => externalTaxCode));
		return {
			...line,
			accountNumber: line.accountNumber || account.accountNumber,
			// Two accounts of one number that differ in their code: there is never a guess (M5).
			vatCode: line.vatCode || (codes.size === 1 ? account.externalTaxCode : ''),
			vatPercent: line.vatPercent || account.vatPercent,
		};
	}
}

/**
 * By id; else by number, which is not unique: sales before purchases, then those with the line's own percentage
 * (MO18).
 */
function accountsFor(accounts: readonly MomentFinancialAccount[], line: AccountNamed): MomentFinancialAccount[] {
	if (line.accountId !== '') return accounts.filter(({ id }) => id === line.accountId);
	if (line.accountNumber === '') return [];
	let left = accounts.filter(({ accountNumber }) => accountNumber === line.accountNumber);
	for (const isBetter of [
		({ category }: MomentFinancialAccount) => /^sales$/i.test(category),
		({ vatPercent }: MomentFinancialAccount) =>
			line.vatPercent !== '' && Number(vatPercent) === Number(line.vatPercent),
	]) {
		const better = left.filter(isBetter);
		if (better.length > 0) left = better;
	}
	return left;
}
