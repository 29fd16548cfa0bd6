import { verdict, type Seen } from '../../../bench/kills/verdict';

/** One customer that is where it has to be. */
const WELL: Seen = {
	customers: [{ id: '9', number: '70001', address: 'Nyvej 3' }],
	debtors: [{ rowId: '551', account: '70001', address: 'Nyvej 3' }],
	log: [
		{ momentId: '9', key: '70001', outcome: 'created', unicontaRowId: '551@4216' },
		{ momentId: '9', key: '70001', outcome: 'failed', unicontaRowId: '' },
	],
	inbox: [{ momentId: '4', key: '20906', state: 'refused', message: 'It has no tag.' }],
	lease: [{ name: 'uniconta', holder: '', expires: 0 }],
};

describe('what is found when n8n was killed again and again', () => {
	it('nothing where all is well: a refusal of somebody else may stand', () => {
		expect(verdict(WELL)).toEqual([]);
	});

	it.each<[string, Partial<Seen>]>([
		['70001 is not in Uniconta', { debtors: [] }],
		[
			'70001 is 2 times in Uniconta',
			{ debtors: [...WELL.debtors, { rowId: '552', account: '70001', address: '' }] },
		],
		[
			'70001 has "Nyvej 2" in Uniconta, "Nyvej 3" in Moment',
			{ debtors: [{ rowId: '551', account: '70001', address: 'Nyvej 2' }] },
		],
		['70001 is row 551 in Uniconta, the log links none', { log: [] }],
		[
			'70001 is row 551 in Uniconta, the log links 17',
			{ log: [...WELL.log, { momentId: '9', outcome: 'updated', unicontaRowId: '17' }] },
		],
		[
			'the inbox holds 70001 (refused): Twice there.',
			{ inbox: [{ momentId: '9', key: '70001', state: 'refused', message: 'Twice there.' }] },
		],
		['the inbox holds 20001 (due): ', { inbox: [{ momentId: '5', key: '20001', state: 'due', message: '' }] }],
		['the lease is held by 41#f00f', { lease: [{ name: 'uniconta', holder: '41#f00f', expires: 5 }] }],
		['there are 2 rows in the table of the lease', { lease: [...WELL.lease, ...WELL.lease] }],
	])('%s', (fault, other) => {
		expect(verdict({ ...WELL, ...other })).toEqual([fault]);
	});
});
