import type { MappedRecord } from '../../../../lib/core/record';
import type { UnicontaClient } from '../../../../lib/uniconta/api/client';
import { customer, customers, groupTag, mapAll, mapOne } from '../../../support/customerSource';
import { fakeClock } from '../../../support/fakeClock';
import { knownAfter, messages, only } from '../../../support/upsertResults';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

/** A client that does something just before one of its calls. */
function interrupted(
	method: 'insert' | 'insertList' | 'update',
	first: () => unknown,
	client = rig.client(),
): UnicontaClient {
	let done = false;
	return {
		...client,
		[method]: async (type: string, body: never) => {
			if (!done) {
				done = true;
				await first();
			}
			return await client[method](type, body);
		},
	};
}

describe('a number changed, in Moment or in Uniconta', () => {
	it('renumbered in Moment: drift, and never a second debtor', async () => {
		const known = knownAfter(await rig.write([mapOne()]), 'customer');
		const result = only(await rig.write(mapAll([customer({ id: '730001', customerNumber: '99999' })], {}, known)));
		expect([result.outcome, messages(result)]).toEqual([
			'refused',
			expect.stringContaining('had the number 30001'),
		]);
		expect(rig.debtor('99999')).toBeUndefined();
	});

	it.each([1, 3])('renumbered in Uniconta (%i at once): drift, and never a second debtor', async (count) => {
		const sources = customers(count);
		const known = knownAfter(await rig.write(mapAll(sources)), 'customer');
		const rowIds = sources.map(({ id }) => known.byMomentId.get(id)?.unicontaRowId);
		for (const { values } of rig.debtors().filter(({ rowId }) => rowIds.includes(String(rowId))))
			values.Account = `X${String(values.Account)}`;
		// The stand-in keeps its index by key; a renumbered row is only found by reading.
		const results = await rig.write(mapAll(sources, {}, known));
		for (const result of results) {
			expect([result.outcome, messages(result)]).toEqual([
				'refused',
				expect.stringMatching(/under the number X\d+ now/),
			]);
		}
		expect(rig.writes().filter((call) => !call.includes('Insert'))).toEqual([]);
	});

	it('deleted in Uniconta: created again, and said', async () => {
		const sources = customers(3);
		const known = knownAfter(await rig.write(mapAll(sources)), 'customer');
		rig.remove('30002');
		const results = await rig.write(mapAll(sources, {}, known));
		expect(results.map(({ outcome }) => outcome)).toEqual(['unchanged', 'created', 'unchanged']);
		expect(results[1]!.findings).toEqual([
			expect.objectContaining({ level: 'warning', message: expect.stringContaining('was deleted in Uniconta') }),
		]);
	});

	it('a known row that a range of numbers missed is found by its id, and not created again', async () => {
		const sources = customers(3);
		const known = knownAfter(await rig.write(mapAll(sources)), 'customer');
		const client = rig.client();
		const blind: UnicontaClient = {
			...client,
			async *pages(type, options) {
				for await (const page of client.pages(type, options))
					yield options.filter === undefined ? page : page.filter(({ Account }) => Account !== '30002');
			},
		};
		const results = await rig.write(mapAll(sources, {}, known), { client: blind });
		expect(results.map(({ outcome, findings }) => [outcome, findings])).toEqual(
			sources.map(() => ['unchanged', []]),
		);
	});

	it('a server that cannot filter by row id is read through once', async () => {
		const known = knownAfter(await rig.write([mapOne()]), 'customer');
		rig.remove('30001');
		rig.forget();
		rig.standIn.faults.add({ match: { path: 'RowId' }, kind: 'status', status: 400, body: 'No property RowId' });
		const result = only(await rig.write([mapOne({}, {}, known)]));
		expect(result.outcome).toBe('created');
		expect(rig.calls().length).toBeLessThanOrEqual(8);
	});
});

describe('somebody else writes at the same time', () => {
	it('the same customer created meanwhile, equal: unchanged', async () => {
		const client = interrupted('insert', async () => await rig.write([mapOne()]));
		expect(only(await rig.write([mapOne()], { client })).outcome).toBe('unchanged');
	});

	it('the same customer created meanwhile, other content: brought up to date, not doubled', async () => {
		const client = interrupted('insert', async () => await rig.write([mapOne({ phone: '1' })]));
		const result = only(await rig.write([mapOne()], { client }));
		expect([result.outcome, result.changes]).toEqual(['updated', { Phone: { from: '1', to: '+45 11 22 33 44' } }]);
		expect(rig.debtor('30001')).toMatchObject({ Phone: '+45 11 22 33 44' });
	});

	it.each(['none', 'part'] as const)(
		'one of a list created meanwhile with other content (the list keeps %s): all right in the end',
		async (listFailure) => {
			rig.reset({ listFailure });
			const client = interrupted(
				'insertList',
				async () => await rig.write([mapOne({ customerNumber: '30003', id: 'other', phone: '1' })]),
			);
			const results = await rig.write(mapAll(customers(5)), { client });
			expect(results.map(({ outcome }) => outcome)).toEqual([
				'created',
				'created',
				'updated',
				'created',
				'created',
			]);
			expect(rig.debtor('30003')).toMatchObject({ Phone: '+45 11 22 33 44' });
		},
	);

	it('a late commit of a first run while a second one goes: once, and the second run is right about it', async () => {
		rig.standIn.faults.add({ match: { path: '/Insert/' }, kind: 'lateCommit', times: 1 });
		const first = only(await rig.write([mapOne()]));
		expect([first.outcome, first.transient]).toEqual(['failed', true]);
		const client = interrupted('insert', async () => await rig.standIn.releaseLateCommits());
		expect(only(await rig.write([mapOne()], { client })).outcome).toBe('unchanged');
		expect(rig.debtors().filter(({ values }) => values.Account === '30001')).toHaveLength(1);
	});

	it('deleted between reading and writing: failed, tried again by itself, and created then', async () => {
		await rig.write([mapOne()]);
		const client = interrupted('update', () => rig.remove('30001'));
		const result = only(await rig.write([mapOne({ phone: '2' })], { client }));
		expect([result.outcome, result.transient]).toEqual(['failed', true]);
		expect(only(await rig.write([mapOne({ phone: '2' })])).outcome).toBe('created');
	});

	it('an edit made while a long run goes is not undone: rows read long ago are read again', async () => {
		const clock = fakeClock();
		await rig.write(mapAll(customers(60)));
		const slow = interrupted('update', () => {
			clock.advance(31_000);
			rig.edit('30060', { InvoiceEmail: 'ny@firma.example' });
		});
		await rig.write(mapAll(customers(60, () => ({ phone: '2' }))), { client: slow, clock });
		expect(rig.debtor('30060')).toMatchObject({ Phone: '2', InvoiceEmail: 'ny@firma.example' });
	});
});

describe('an existing number', () => {
	it('with the organisation number and nothing known of it is the same customer, and keeps all that is not Moment’s', async () => {
		rig.edit('20010', { Account: '20010', Country: 'Germany', VatZone: 3, CompanyRegNo: 'DK 40 00 00 08' });
		const before = { ...rig.debtor('20010') };
		const result = only(await rig.write([mapOne({ customerNumber: '20010', addressLine3: '', website: '' })]));
		expect(result.outcome).toBe('updated');
		expect(rig.debtor('20010')).toEqual({
			...before,
			Name: 'Bageriet 20010',
			Group: 'ERHV',
			CompanyRegNo: '40000008',
			ContactEmail: 'kontakt@bageriet-20010.example',
			Phone: '+45 11 22 33 44',
			Address1: 'Havnegade 1',
			Address2: '2. sal',
			ZipCode: '2100',
			City: 'København Ø',
			Country: 'Denmark',
			Currency: 'DKK',
		});
	});

	it('is never given another VAT zone', async () => {
		await rig.write([mapOne()]);
		rig.edit('30001', { VatZone: 4 });
		expect(only(await rig.write([mapOne()])).outcome).toBe('unchanged');
		await rig.write([mapOne({ countryCode: 'DE' })]);
		expect(rig.debtor('30001')).toMatchObject({ VatZone: 4, Country: 'Germany' });
	});
});

describe('empty in Moment (G4)', () => {
	it('is left alone in Uniconta where Moment never held it', async () => {
		const known = knownAfter(await rig.write([mapOne({ phone: '' })]), 'customer');
		rig.edit('30001', { Phone: 'typed in Uniconta' });
		expect(only(await rig.write([mapOne({ phone: '' }, {}, known)])).outcome).toBe('unchanged');
		expect(rig.debtor('30001')).toMatchObject({ Phone: 'typed in Uniconta' });
	});

	it('is blanked once where Moment held it, and then left alone again', async () => {
		const known = knownAfter(
			await rig.write([mapOne({ name: 'Foreningen af Selvstændige Vinduespudsere i Vestjylland' })]),
			'customer',
		);
		const source = { phone: '', name: 'Foreningen af Selvstændige Vinduespudsere i Vestjylland' };
		const blanked = await rig.write([mapOne(source, {}, known)]);
		expect(only(blanked).changes).toEqual({ Phone: { from: '+45 11 22 33 44', to: '' } });
		expect(rig.debtor('30001')?.Phone).toBeNull();
		rig.edit('30001', { Phone: 'typed in Uniconta' });
		rig.forget();
		expect(only(await rig.write([mapOne(source, {}, knownAfter(blanked, 'customer'))])).outcome).toBe('unchanged');
		expect(rig.writes()).toEqual([]);
	});
});

describe('a text longer than Uniconta keeps (G5)', () => {
	const long = 'Foreningen af Selvstændige Vinduespudsere i Vestjylland og på Fanø';
	it('is sent, reported once, and equal from then on, also in a run that changes something else', async () => {
		const first = await rig.write([mapOne({ name: long })]);
		expect(only(first).findings.map(({ level, field, value }) => [level, field, value])).toEqual([
			['warning', 'Name', long],
		]);
		const known = knownAfter(first, 'customer');
		expect(only(await rig.write([mapOne({ name: long }, {}, known)]))).toMatchObject({
			outcome: 'unchanged',
			findings: [],
		});
		expect(only(await rig.write([mapOne({ name: long, phone: '2' }, {}, known)]))).toMatchObject({
			outcome: 'updated',
			findings: [],
			changes: { Phone: { to: '2' } },
		});
	});

	it('reaches a Uniconta that keeps more, also when only its end is new', async () => {
		rig.reset({ lengths: 'wide' });
		const old = long.slice(0, 45);
		const known = knownAfter(await rig.write([mapOne({ name: old })]), 'customer');
		expect(only(await rig.write([mapOne({ name: long }, {}, known)]))).toMatchObject({
			outcome: 'updated',
			changes: { Name: { from: old, to: long } },
			findings: [],
		});
		expect(rig.debtor('30001')).toMatchObject({ Name: long });
	});

	it('goes along whole when something else is written, and counts as a change where it was kept', async () => {
		rig.reset({ lengths: 'wide' });
		const known = knownAfter(await rig.write([mapOne({ name: long.slice(0, 45) })]), 'customer');
		const result = only(await rig.write([mapOne({ name: long, phone: '2' }, {}, known)]));
		expect(Object.keys(result.changes).sort()).toEqual(['Name', 'Phone']);
		expect(rig.debtor('30001')).toMatchObject({ Name: long, Phone: '2' });
	});

	it('cut through an emoji is still the same text', async () => {
		const name = `${'x'.repeat(39)}🦊 og venner`;
		await rig.write([mapOne({ name })]);
		for (const stored of [rig.debtor('30001')?.Name, `${'x'.repeat(39)}\uFFFD`]) {
			rig.edit('30001', { Name: stored ?? null });
			expect(only(await rig.write([mapOne({ name })])).outcome).toBe('unchanged');
		}
	});
});

describe('a user-defined field for the fax number', () => {
	it('is written, compared, and blanked when Moment empties it', async () => {
		const fax = { faxField: 'FaxNumber' };
		const first = await rig.write([mapOne({ fax: '+45 70' }, fax)]);
		expect(rig.debtor('30001')).toMatchObject({ FaxNumber: '+45 70' });
		expect(only(await rig.write([mapOne({ fax: '+45 70' }, fax)])).outcome).toBe('unchanged');
		await rig.write([mapOne({}, fax, knownAfter(first, 'customer'))]);
		expect(rig.debtor('30001')?.FaxNumber).toBeNull();
	});

	it('is kept by a run that writes the record without it', async () => {
		await rig.write([mapOne({ fax: '+45 70' }, { faxField: 'FaxNumber' })]);
		await rig.write([mapOne({ phone: '2' })]);
		expect(rig.debtor('30001')).toMatchObject({ FaxNumber: '+45 70', Phone: '2' });
	});

	it('that does not exist is said, and not sent again and again', async () => {
		const wrong = { faxField: 'FaxNr' };
		const first = await rig.write([mapOne({ fax: '+45 70' }, wrong)]);
		expect(only(first).findings).toEqual([
			expect.objectContaining({
				level: 'warning',
				field: 'FaxNr',
				fix: expect.stringContaining('exactly the name'),
			}),
		]);
		rig.forget();
		expect(only(await rig.write([mapOne({ fax: '+45 70' }, wrong, knownAfter(first, 'customer'))])).outcome).toBe(
			'unchanged',
		);
		expect(rig.writes()).toEqual([]);
	});
});

describe('what is wrong with a record', () => {
	it('is said all at once, the mapper’s and the writer’s findings together', async () => {
		const result = only(
			await rig.write([
				mapOne({
					customerNumber: 'K'.repeat(21),
					currencyCode: 'KR',
					countryCode: 'XK',
					name: '',
					tags: [groupTag('NIX')],
				}),
			]),
		);
		expect(result.outcome).toBe('refused');
		expect(result.findings.map(({ field }) => field).sort()).toEqual([
			'Country',
			'Currency',
			'Customer group',
			'Customer number',
			'Name',
		]);
		expect(
			result.findings.every(({ level, fix, message }) => level === 'error' && fix !== '' && message !== ''),
		).toBe(true);
		expect(rig.writes()).toEqual([]);
	});

	it('names the groups there are', async () => {
		const result = only(await rig.write([mapOne({ tags: [groupTag('NIX')] })]));
		expect(messages(result)).toContain('There are: ERHV, EU, OFF, UDL.');
	});

	it('is told from what is wrong with another one without a number', async () => {
		const results = await rig.write(
			mapAll([
				customer({ id: 'a', customerNumber: '', name: 'Alfa' }),
				customer({ id: 'b', customerNumber: '', name: 'Beta', currencyCode: 'KR' }),
			]),
		);
		expect(
			results.map((result) => [
				result.outcome,
				messages(result).includes('Alfa'),
				messages(result).includes('Beta'),
			]),
		).toEqual([
			['refused', true, false],
			['refused', false, true],
		]);
		expect(results[1]!.findings.map(({ field }) => field)).toContain('Currency');
	});

	it('two records with one number and the same content are one write and two results', async () => {
		const record = mapOne();
		const results = await rig.write([record, { ...record, momentId: 'b' }]);
		expect(results.map(({ outcome, momentId }) => [outcome, momentId])).toEqual([
			['created', record.momentId],
			['created', 'b'],
		]);
		expect(rig.writes()).toHaveLength(1);
	});

	it('two records with one number and different content: neither is written', async () => {
		const results = await rig.write([mapOne(), { ...mapOne({ phone: '2' }), momentId: 'b' }]);
		expect(results.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
		expect(messages(results[1]!)).toContain('several times in this run');
		expect(rig.writes()).toEqual([]);
	});

	it('a number edited in one place only is refused, not written under the other', async () => {
		await rig.write([mapOne()]);
		rig.forget();
		const record = mapOne();
		const result = only(await rig.write([{ ...record, uniconta: { ...record.uniconta, Account: '30002' } }]));
		expect([result.outcome, messages(result)]).toEqual(['refused', expect.stringContaining('"30002"')]);
		expect(rig.writes()).toEqual([]);
	});

	it('a record without its number among the fields is written under its key', async () => {
		const record = mapOne();
		const fields = Object.fromEntries(Object.entries(record.uniconta).filter(([field]) => field !== 'Account'));
		expect(only(await rig.write([{ ...record, uniconta: fields }])).outcome).toBe('created');
		expect(rig.debtor('30001')).toBeDefined();
	});

	it('a new record without group or name is refused, an existing one may leave them out', async () => {
		const bare: MappedRecord = { ...mapOne(), uniconta: { Phone: '2' } };
		expect(messages(only(await rig.write([bare])))).toMatch(/no name.*no customer group/);
		await rig.write([mapOne()]);
		expect(only(await rig.write([bare])).changes).toEqual({ Phone: { from: '+45 11 22 33 44', to: '2' } });
	});

	it('a customer without a country is created, and said', async () => {
		const result = only(await rig.write([mapOne({ countryCode: '' })]));
		expect([result.outcome, result.findings.map(({ level, field }) => [level, field])]).toEqual([
			'created',
			[['warning', 'VAT zone']],
		]);
	});

	it('is no reason not to write the others', async () => {
		const results = await rig.write(mapAll(customers(5, (index) => (index === 2 ? { tags: [] } : {}))));
		expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'refused', 'created', 'created']);
	});
});

describe('a dry run', () => {
	it('says what would be, and writes nothing', async () => {
		rig.edit('20010', { CompanyRegNo: '40000008' });
		const results = await rig.write(
			[
				...mapAll(customers(2)),
				mapOne({ customerNumber: '20010' }),
				mapOne({ customerNumber: '30009', tags: [] }),
			],
			{ dryRun: true },
		);
		expect(results.map(({ outcome }) => outcome)).toEqual(['wouldCreate', 'wouldCreate', 'wouldUpdate', 'refused']);
		expect(results[2]!.changes).toMatchObject({ Name: { from: 'Gammelt Navn A/S', to: 'Bageriet 20010' } });
		const said = results[2]!.findings.map(({ message }) => message).join(' ');
		expect(said).toMatch(
			/^Customer 20010 "Bageriet 20010" would be changed: Name from "Gammelt Navn A\/S" to "Bageriet 20010"; /,
		);
		expect(said).not.toMatch(/CompanyRegNo|ContactEmail|ZipCode/);
		expect(rig.writes()).toEqual([]);
	});
});

describe('nothing to do', () => {
	it('makes no call', async () => {
		expect(await rig.write([])).toEqual([]);
		expect(rig.calls()).toEqual([]);
	});
});

describe('a lying Uniconta', () => {
	it('that takes a record and has nothing: failed, never created', async () => {
		rig.standIn.faults.add({ match: { path: '/Insert' }, kind: 'status', status: 204 });
		for (const records of [mapAll(customers(1)), mapAll(customers(3))]) {
			const results = await rig.write(records);
			expect(results.map(({ outcome, transient }) => [outcome, transient])).toEqual(
				records.map(() => ['failed', true]),
			);
		}
	});

	it('that answers an insert with half a row: the rest is read', async () => {
		rig.standIn.faults.add({ match: { path: '/Insert' }, kind: 'body', status: 200, body: '{"RowId":1}' });
		const result = only(await rig.write([mapOne()]));
		expect([result.outcome, result.findings, result.uniconta.Name]).toEqual(['created', [], 'Bageriet 30001']);
	});
});
