import { debtor, debtorGroup, employee, paymentTerm } from './customer';
import type { EntityType } from './field';
import { company, glAccount, glDimType1, glVat } from './ledger';

/** Every type the stand-in knows; a project, an order, a posting joins here and gets all generic behaviour. */
const types: readonly EntityType[] = [debtor, debtorGroup, paymentTerm, employee, glVat, glAccount, glDimType1, company];

export const entityTypes: ReadonlyMap<string, EntityType> = new Map(types.map((type) => [type.name, type]));
