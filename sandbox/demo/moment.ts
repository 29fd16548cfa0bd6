import type { MomentSeed } from '../standins/moment/store';
import { demoCustomers, makeCustomers } from './customers';
import { tagGroups, tags } from './tags';

export const DEFAULT_SEED = 2026;

/** Moment's demo company; `customers`: so many generated ones on top of the 51. */
export function demoMoment({ seed = DEFAULT_SEED, customers = 0 }: { seed?: number; customers?: number } = {}): MomentSeed {
	return {
		companyCode: 'nordlys',
		apiKey: 'moment-sandbox-key',
		rows: {
			customers: [...demoCustomers(seed), ...makeCustomers(customers, seed + 2, 10_001)],
			tagGroups,
			tags,
			userAccounts: [
				{ id: 801, name: 'Maja Thomsen', email: 'maja.thomsen@nordlys.example', timeLockDate: null },
				{ id: 802, name: 'Søren Ærtebjerg', email: 'soren@nordlys.example', timeLockDate: '2026-01-31' },
			],
			departments: [
				{ id: 701, name: 'Rådgivning', departmentNumber: '100' },
				{ id: 702, name: 'Drift', departmentNumber: '200' },
			],
		},
	};
}
