import type { CustomerSource } from '../../../../lib/mapping/customer';
import { foldLog, logRows, type LogRow } from '../../../../lib/state/log';
import type { TableRow } from '../../../../lib/state/tables';
import { fieldOf } from '../../../../lib/uniconta/api/rows';
import type { UpsertResult } from '../../../../lib/uniconta/upsert/upsert';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { rig as reconciled } from '../../../support/reconcile';
import { mapOne } from '../../../support/customerSource';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});
beforeEach(() => rig.reset());

/** A customer over the nights, with the log that its template keeps. */
function customerOverNights(faxField = '') {
	const log: Array<LogRow & TableRow & { id: number }> = [];
	const known = () => foldLog(log, 'customer');
	const mapped = (given: Partial<CustomerSource>) => mapOne(given, { faxField }, known());
	const night = async (given: Partial<CustomerSource>): Promise<UpsertResult> => {
		rig.forget();
		const [result] = await rig.write([mapped(given)]);
		if (result === undefined) throw new Error('One customer gives one result');
		for (const row of logRows([result], { now: 0, execution: '1', known: log }))
			log.push({ ...row, id: log.length + 1 });
		return result;
	};
	/** What the reconciliation says of it: the fields that differ. */
	const differing = async (given: Partial<CustomerSource>): Promise<string[]> => {
		const rows = (await rig.client().all('DebtorClientUser', 'Account')).filter(
			(row) => fieldOf(row, 'Account') === '30001',
		);
		const record = mapped(given);
		return reconciled({ customers: [{ ...record, withheld: false }], rows }).differences.map(({ field }) => field);
	};
	const restOfTenNights = async (given: Partial<CustomerSource>): Promise<void> => {
		for (let count = 1; count < 10; count += 1) {
			expect(await night(given)).toMatchObject({ outcome: 'unchanged', findings: [] });
			expect(rig.writes()).toEqual([]);
		}
	};
	return { log, night, differing, restOfTenNights };
}

const said = ({ findings }: UpsertResult): Array<[string, string]> =>
	findings.map(({ level, field }) => [level, field]);

/** The switch, what Moment holds, the field, what Uniconta makes of it, and what a person makes of that. */
const NORMALISING: ReadonlyArray<
	readonly [Partial<UnicontaSettings>, Partial<CustomerSource>, string, string, string]
> = [
	[{ organisationNumbers: 'bare' }, { companyRegNo: 'DK 40 00 00 08' }, 'CompanyRegNo', '40000008', '40000016'],
	[{ organisationNumbers: 'bare' }, { companyRegNo: 'DE123456789' }, 'CompanyRegNo', '123456789', '987654321'],
	[{ phones: 'noSpaces' }, { phone: '+45 11 22 33 44' }, 'Phone', '+4511223344', '+4511223345'],
	[
		{ emails: 'lowerCase' },
		{ email: 'Kontakt@Bageriet.example' },
		'ContactEmail',
		'kontakt@bageriet.example',
		'hr@bageriet.example',
	],
	[
		{ webSites: 'withScheme' },
		{ website: 'bageriet.example' },
		'Www',
		'http://bageriet.example',
		'http://other.example',
	],
	[{ zipCodes: 'noSpaces' }, { postalCode: '1012 AB' }, 'ZipCode', '1012AB', '1013AB'],
	[{ proseTexts: 'tidied' }, { name: 'Bageriet 30001  A/S.' }, 'Name', 'Bageriet 30001 A/S', 'Bageriet 30001 B/S'],
	[
		{ proseTexts: 'tidied' },
		{ addressLine1: 'Havnegade 1, 2. tv.' },
		'Address1',
		'Havnegade 1, 2. tv',
		'Havnegade 1, 3. tv',
	],
	[
		{ phones: 'noSpaces' },
		{ fax: '+45 70 10 20 30', phone: '+4511223344' },
		'FaxNumber',
		'+4570102030',
		'+4570102031',
	],
];

describe.each(NORMALISING)(
	'a value that Uniconta keeps in a form of its own (%j, %j)',
	(settings, given, field, made, typed) => {
		const faxField = field === 'FaxNumber' ? field : '';

		it('is written once in ten nights, said once, and no difference to the reconciliation', async () => {
			rig.reset(settings);
			const customer = customerOverNights(faxField);
			const first = await customer.night(given);
			expect([first.outcome, said(first).length]).toEqual(['created', 1]);
			expect(rig.debtor('30001')?.[field]).toBe(made);
			expect(await customer.differing(given)).toEqual([]);
			await customer.restOfTenNights(given);
			expect(customer.log).toHaveLength(1);
			// The values of a customer are nobody's business in the log, but for number and name.
			if (field !== 'Name') expect(JSON.stringify(customer.log)).not.toContain(made);
		});

		it('is set back where a person types another one in Uniconta', async () => {
			rig.reset(settings);
			const customer = customerOverNights(faxField);
			await customer.night(given);
			rig.edit('30001', { [field]: typed });
			expect((await customer.differing(given)).length).toBe(1);
			expect(await customer.night(given)).toMatchObject({
				outcome: 'updated',
				changes: { [field]: { from: typed } },
			});
			expect(rig.debtor('30001')?.[field]).toBe(made);
			await customer.restOfTenNights(given);
		});

		it('is written at most once more where it comes with a change, and then no more', async () => {
			rig.reset(settings);
			const customer = customerOverNights(faxField);
			await customer.night({});
			await customer.night(given);
			await customer.night(given);
			await customer.restOfTenNights(given);
			expect(customer.log.length).toBeLessThanOrEqual(3);
		});
	},
);

it('a row that differs only in the way it is written is not written at first contact, and its customer not again and again', async () => {
	rig.reset();
	await rig.write([
		mapOne({ phone: '11223344', email: 'KONTAKT@bageriet.example', website: 'http://bageriet.example/' }),
	]);
	const customer = customerOverNights();
	const given = { phone: '11 22 33 44', email: 'kontakt@bageriet.example', website: 'bageriet.example' };
	expect(await customer.night(given)).toMatchObject({ outcome: 'unchanged', findings: [] });
	await customer.restOfTenNights(given);
	expect(customer.log).toHaveLength(1);
	// Somebody wants it so in Moment: then it goes, once.
	expect(await customer.night({ ...given, phone: '+45 11 22 33 44' })).toMatchObject({
		outcome: 'updated',
		changes: { Phone: {} },
	});
});

it('a value that was dropped once is tried again, not taken for a form of its own', async () => {
	const customer = customerOverNights();
	await customer.night({});
	rig.standIn.faults.add({ match: { path: 'Update/DebtorClient' }, kind: 'status', status: 200, body: '', times: 1 });
	await customer.night({ name: 'Bageriet 30001 i den gamle købmandsgård ved havnen i Nyborg' });
	await customer.night({ name: 'Bageriet 30001 i den gamle købmandsgård ved havnen i Nyborg' });
	expect(rig.debtor('30001')?.Name).toBe('Bageriet 30001 i den gamle købmandsgård ');
});

const EMAIL = 'regnskab-og-fakturering@bageriet-30001.example';

/** What Moment holds, the field, and its first twenty or forty characters. */
const TOO_LONG: ReadonlyArray<readonly [Partial<CustomerSource>, string, string]> = [
	[{ email: EMAIL }, 'ContactEmail', EMAIL.slice(0, 40)],
	[{ phone: '+45 11 22 33 44 / 55 66 77 88' }, 'Phone', '+45 11 22 33 44 / 55'],
	[{ companyRegNo: 'HRB 12345678901234567890 B' }, 'CompanyRegNo', 'HRB 1234567890123456'],
	[
		{ website: 'https://www.bageriet-30001.example/kontakt/afdelingen-i-den-gamle-koebmandsgaard' },
		'Www',
		'https://www.bageriet-30001.example/kontakt/afdelingen-i-den-',
	],
	[{ fax: '+45 70 10 20 30 / 40 50' }, 'FaxNumber', '+45 70 10 20 30 / 40'],
];

describe.each(TOO_LONG)('a value that must not be cut (%j)', (given, field, cut) => {
	const faxField = field === 'FaxNumber' ? field : '';
	const old = {
		ContactEmail: 'a@b.example',
		Phone: '12345678',
		CompanyRegNo: '40000016',
		Www: 'http://a.example',
		FaxNumber: '70102031',
	}[field];

	it('is left out of a new customer, said once, and never sent again', async () => {
		const customer = customerOverNights(faxField);
		const first = await customer.night(given);
		expect([first.outcome, said(first).map(([level]) => level)]).toEqual(['created', ['warning']]);
		expect(first.findings[0]).toMatchObject({
			value: '',
			message: expect.stringMatching(/has \d+ characters.*not transferred/),
		});
		expect(rig.debtor('30001')?.[field] ?? '').toBe('');
		expect(await customer.differing(given)).toEqual([]);
		await customer.restOfTenNights(given);
		expect(customer.log).toHaveLength(1);
		expect(JSON.stringify(customer.log)).not.toContain(cut);
	});

	it('leaves in Uniconta what was there', async () => {
		const customer = customerOverNights(faxField);
		await customer.night({});
		rig.edit('30001', { [field]: old ?? null });
		const result = await customer.night({ ...given, name: 'Bageriet på havnen' });
		expect([result.outcome, Object.keys(result.changes)]).toEqual(['updated', ['Name']]);
		expect(rig.debtor('30001')).toMatchObject({ [field]: old, Name: 'Bageriet på havnen' });
		await customer.restOfTenNights({ ...given, name: 'Bageriet på havnen' });
		expect(rig.debtor('30001')?.[field]).toBe(old);
	});

	it('alone it is no change', async () => {
		const customer = customerOverNights(faxField);
		await customer.night({});
		rig.edit('30001', { [field]: old ?? null });
		expect(await customer.night(given)).toMatchObject({ outcome: 'unchanged', findings: [{ level: 'warning' }] });
		await customer.restOfTenNights(given);
		expect(customer.log).toHaveLength(2);
	});

	it('takes away the part that an earlier run left there', async () => {
		const customer = customerOverNights(faxField);
		await customer.night({});
		rig.edit('30001', { [field]: cut });
		expect((await customer.night(given)).outcome).toBe('updated');
		expect(rig.debtor('30001')?.[field] ?? '').toBe('');
		await customer.restOfTenNights(given);
	});

	it('is sent anew when it is short enough', async () => {
		const customer = customerOverNights(faxField);
		await customer.night(given);
		const short = Object.fromEntries(
			Object.keys(given).map((name) => [name, name === 'email' ? 'kort@b.example' : '12345678']),
		);
		expect((await customer.night(short)).outcome).toBe('updated');
		expect(rig.debtor('30001')?.[field]).toBe(Object.values(short)[0]);
		await customer.restOfTenNights(short);
	});
});

describe('a long e-mail address', () => {
	it('goes where Uniconta keeps it whole', async () => {
		rig.reset({ lengths: 'wide' });
		const customer = customerOverNights();
		expect(await customer.night({ email: EMAIL })).toMatchObject({ outcome: 'created', findings: [] });
		expect(rig.debtor('30001')?.ContactEmail).toBe(EMAIL);
		await customer.restOfTenNights({ email: EMAIL });
	});

	it('that was cut and written in small letters is out too', async () => {
		rig.reset({ emails: 'lowerCase' });
		const customer = customerOverNights();
		await customer.night({ email: EMAIL.toUpperCase() });
		expect(rig.debtor('30001')?.ContactEmail ?? '').toBe('');
		await customer.restOfTenNights({ email: EMAIL.toUpperCase() });
	});

	it('whose rest cannot be taken out is a failure that is tried again, and out in the end', async () => {
		const customer = customerOverNights();
		rig.standIn.faults.add({
			match: { path: 'Update/DebtorClient' },
			kind: 'status',
			status: 400,
			body: 'NoRightsToUpdate',
			times: 1,
		});
		const first = await customer.night({ email: EMAIL });
		expect(first).toMatchObject({ outcome: 'failed', transient: true });
		expect(first.findings.map(({ message }) => message).join()).toContain('Uniconta cut E-mail');
		await customer.night({ email: EMAIL });
		expect(rig.debtor('30001')?.ContactEmail ?? '').toBe('');
		await customer.restOfTenNights({ email: EMAIL });
	});

	it('that was never there is not emptied when Moment empties it (G4)', async () => {
		const customer = customerOverNights();
		await customer.night({ email: '' });
		rig.edit('30001', { ContactEmail: 'typed@uniconta.example' });
		await customer.night({ email: EMAIL });
		await customer.night({ email: '' });
		expect(rig.debtor('30001')?.ContactEmail).toBe('typed@uniconta.example');
	});
});

it.each([
	['a@x.example; b@y.example', 'a@x.example'],
	['Kontoret <a@x.example>', 'a@x.example'],
])('two addresses in one field (%s): the first goes, said once', async (email, first) => {
	const customer = customerOverNights();
	const result = await customer.night({ email });
	expect([result.outcome, said(result)]).toEqual(['created', [['warning', 'E-mail']]]);
	expect(rig.debtor('30001')?.ContactEmail).toBe(first);
	await customer.restOfTenNights({ email });
	expect(customer.log).toHaveLength(1);
	expect(JSON.stringify(customer.log)).not.toContain(first);
});
