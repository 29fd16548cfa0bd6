import { debtor, debtorGroup, employee, paymentTerm } from './customer';
import type { EntityType } from './field';
import { glDailyJournal, glDailyJournalLine, glDailyJournalPosted, glTrans } from './journal';
import { company, companySettings, glAccount, glDimTypes, glVat, numberSerie } from './ledger';
import { debtorInvoice, debtorInvoiceLines, debtorOrder, debtorOrderLine, debtorTrans, debtorTransOpen } from './order';
import { prCategory, project, projectGroup, projectTrans } from './project';

/** Every type the stand-in knows; a new one joins here and gets all generic behaviour. */
const types: readonly EntityType[] = [
	debtor,
	debtorGroup,
	paymentTerm,
	employee,
	glVat,
	glAccount,
	...glDimTypes,
	company,
	project,
	projectGroup,
	prCategory,
	numberSerie,
	companySettings,
	debtorOrder,
	debtorOrderLine,
	glDailyJournal,
	glDailyJournalLine,
	debtorInvoice,
	debtorInvoiceLines,
	debtorTrans,
	debtorTransOpen,
	glTrans,
	glDailyJournalPosted,
	projectTrans,
];

export const entityTypes: ReadonlyMap<string, EntityType> = new Map(types.map((type) => [type.name, type]));
