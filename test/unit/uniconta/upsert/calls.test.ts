import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { customers, mapAll } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const PAGE = 1_000;
const SERVERS: Array<[string, Partial<UnicontaSettings>, number]> = [
	['everything in one answer', {}, 0],
	['pages of 1,000 with next links', { pageLimit: PAGE, pageStyle: 'nextLink' }, 10],
	['pages of 1,000 without a word', { pageLimit: PAGE, pageStyle: 'silent' }, 10],
	['$skip without effect', { skip: 'ignored' }, 0],
];

describe.each(SERVERS)('10,000 customers, %s: calls to Uniconta', (name, settings, morePages) => {
	const sources = customers(10_000);
	const calls = async (work: () => Promise<unknown>): Promise<number> => {
		rig.forget();
		await work();
		measured.push(`${name}: ${String(rig.calls().length)}`);
		return rig.calls().length;
	};
	const measured: string[] = [];
	beforeAll(() => rig.reset(settings));
	afterAll(() => {
		if (process.env.MEASURE !== undefined) console.log(measured.join('\n'));
	});

	it('new: at most 30', async () => {
		expect(await calls(async () => await rig.write(mapAll(sources)))).toBeLessThanOrEqual(30);
		expect(rig.debtors()).toHaveLength(10_003);
	});

	it('unchanged: at most 2, a page more for each page, and no write', async () => {
		expect(await calls(async () => await rig.write(mapAll(sources)))).toBeLessThanOrEqual(2 + morePages);
		expect(rig.writes()).toEqual([]);
	});

	it('100 of them changed: at most 110, and the pages of reading once', async () => {
		const changed = sources.map((source, index) =>
			index % 100 === 0 ? { ...source, phone: '+45 99 99 99 99' } : source,
		);
		expect(await calls(async () => await rig.write(mapAll(changed)))).toBeLessThanOrEqual(110 + morePages);
		expect(rig.writes()).toHaveLength(100);
		expect(rig.debtor('30001')).toMatchObject({ Phone: '+45 99 99 99 99' });
	});
});

describe('one single customer: calls to Uniconta', () => {
	const single = mapAll(customers(1));
	it.each(['noContent', 'row'] as const)('new: at most 4 where an insert answers with %s', async (insertAnswer) => {
		rig.reset({ insertAnswer });
		await rig.write(single);
		expect(rig.calls().length).toBeLessThanOrEqual(insertAnswer === 'row' ? 3 : 4);
	});

	it('changed in every field, its group too: at most 4', async () => {
		rig.reset();
		await rig.write(single);
		rig.edit('30001', { Group: 'OFF', Phone: '1', Name: 'Gammelt Navn', Address3: null });
		rig.forget();
		await rig.write(single);
		expect(rig.calls()).toHaveLength(4);
	});

	it.each(['empty', 'row'] as const)(
		'changed in what no Uniconta drops or cuts: read and written, where a PUT is answered with %s',
		async (updateAnswer) => {
			rig.reset({ updateAnswer });
			await rig.write(single);
			rig.edit('30001', { Phone: '1', Address1: 'Gammel Vej 1' });
			rig.forget();
			const [result] = await rig.write(single);
			expect(rig.calls()).toEqual(['GET /odata/DebtorClient', 'PUT /api/Entities/Update/DebtorClient']);
			expect(result).toMatchObject({
				outcome: 'updated',
				changes: { Phone: { from: '1' } },
				unicontaRowId: expect.stringMatching(/^\d+$/),
			});
		},
	);

	it.each<[string, Record<string, string | null>, Parameters<typeof customers>[1]]>([
		[
			'a text longer than some Uniconta keeps',
			{ Name: 'Gammelt Navn' },
			() => ({ name: 'Foreningen af Selvstændige Vinduespudsere i Vestjylland' }),
		],
		['a field that the row did not have', { Phone: null }, undefined],
		['a currency, which stands in no list that was read', { Currency: 'EUR' }, undefined],
	])('changed in %s: read back, for it may have been cut or dropped', async (_what, before, values) => {
		rig.reset();
		const [record] = mapAll(customers(1, values));
		if (record === undefined) throw new Error('no record');
		await rig.write([record]);
		rig.edit('30001', before);
		rig.forget();
		await rig.write([record]);
		expect(rig.calls()).toEqual([
			'GET /odata/DebtorClient',
			'PUT /api/Entities/Update/DebtorClient',
			'GET /odata/DebtorClient',
		]);
	});

	it.each<[string, Record<string, string>, Record<string, string>]>([
		['a text that is emptied', { Address2: 'c/o Hansen' }, { Address2: '' }],
		['letters that not every Uniconta keeps', { City: 'Krakow' }, { City: 'Kraków 漢' }],
	])('changed in %s: read back', async (_what, before, values) => {
		rig.reset();
		const [record] = mapAll(customers(1));
		if (record === undefined) throw new Error('no record');
		const whole = { ...record, uniconta: { ...record.uniconta, ...values } };
		await rig.write([whole]);
		rig.edit('30001', before);
		rig.forget();
		await rig.write([whole]);
		expect(rig.calls()).toEqual([
			'GET /odata/DebtorClient',
			'PUT /api/Entities/Update/DebtorClient',
			'GET /odata/DebtorClient',
		]);
	});

	it('what an update dropped without a word is said by the next comparison, which finds in the log that it was sent', async () => {
		rig.reset();
		await rig.write(single);
		const changed = mapAll(customers(1, () => ({ phone: '+45 11 11 11 11' })));
		// Uniconta says yes, and keeps the number it had.
		rig.standIn.faults.add({ match: { path: 'Update/DebtorClient' }, kind: 'status', status: 200, body: '' });
		const [first] = await rig.write(changed);
		expect(first).toMatchObject({ outcome: 'updated', findings: [] });
		const known = {
			key: '30001',
			unicontaRowId: first?.unicontaRowId ?? '',
			held: first?.held ?? [],
			hash: first?.hash ?? '',
			outcome: 'updated',
		};
		const [second] = await rig.write(changed.map((record) => ({ ...record, known })));
		expect(second).toMatchObject({
			outcome: 'updated',
			findings: [expect.objectContaining({ level: 'warning', field: 'Phone' })],
		});
	});

	it('unchanged: 1, and no write', async () => {
		rig.reset();
		await rig.write(single);
		rig.forget();
		await rig.write(single);
		expect(rig.calls()).toHaveLength(1);
		expect(rig.writes()).toEqual([]);
	});

	it('refused by the mapper: none but the list of groups', async () => {
		rig.reset();
		await rig.write(mapAll(customers(1, () => ({ currencyCode: 'KR' }))));
		expect(rig.calls()).toEqual(['GET /odata/DebtorGroupClient']);
	});
});

describe('many records that Uniconta refuses', () => {
	it('cost a bounded number of calls, and the good ones go through', async () => {
		rig.reset();
		// A currency that is in ISO 4217 and not in this Uniconta.
		const sources = customers(600, (index) => (index % 100 === 50 ? { currencyCode: 'ZWG' } : {}));
		const results = await rig.write(mapAll(sources));
		expect(results.filter(({ outcome }) => outcome === 'refused')).toHaveLength(6);
		expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(594);
		expect(rig.calls().length).toBeLessThan(160);
	});

	it('stop being split after a while: the rest waits for the next run', async () => {
		rig.reset();
		const results = await rig.write(mapAll(customers(300, () => ({ currencyCode: 'ZWG' }))));
		expect(results.every(({ outcome }) => outcome === 'refused')).toBe(true);
		expect(rig.calls().length).toBeLessThan(220);
	});
});

describe('what this Uniconta takes is learned once, not for every record', () => {
	const foreign = mapAll(customers(40, () => ({ countryCode: 'US' })));

	it('labels of another language that it drops without a word', async () => {
		rig.reset({ foreignLabels: 'ignore' }, { demoDebtors: false });
		await rig.write(foreign, { user: 'da' });
		// One alone, mended; then the others in one list.
		expect(rig.writes()).toHaveLength(3);
	});

	it('labels of another language that it refuses, where the first customer shows none', async () => {
		rig.reset({}, { demoDebtors: false });
		await rig.write(mapAll(customers(40, (index) => ({ countryCode: index < 3 ? 'DE' : 'DK' }))), { user: 'da' });
		expect(rig.writes()).toHaveLength(3);
	});

	it('lists no longer than it takes', async () => {
		rig.reset({ maxListLength: 100 });
		const results = await rig.write(mapAll(customers(2_100)));
		expect(results.every(({ outcome }) => outcome === 'created')).toBe(true);
		expect(rig.writes().length).toBeLessThan(45);
	});
});
