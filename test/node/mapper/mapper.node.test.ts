import { customer, customers, groupTag } from '../../support/customerSource';
import { messageOf } from '../../support/failures';
import { items, runMapper } from '../../support/nodeRuns';
import { jsonOf, pairingOf } from '../../support/runNode';

const MAP = { resource: 'customer', operation: 'map', tagGroup: 'Kundegruppe', ownCountry: 'DK' };
test('Read Stopped Run: an error of megabytes becomes a short row, without secrets, and the address of the execution stays', async () => {
	const url = 'https://n8n.example/workflow/1/executions/7';
	const error = {
		message: `Basic ${'c2VjcmV0'.repeat(300_000)} ${'m'.repeat(3_000_000)}`,
		description: 'd'.repeat(3_000_000),
	};
	const [row] = jsonOf(
		await runMapper(
			{ resource: 'log', operation: 'stoppedRun' },
			{ input: items({ execution: { id: '7', url, error }, workflow: { name: 'Customers' } }) },
		),
	);
	expect(JSON.stringify(row).length).toBeLessThan(5_000);
	expect(row).toMatchObject({
		execution: '7',
		message: expect.stringMatching(/^A run of "Customers" stopped: Basic \*\*\* m+…$/),
		fix: expect.stringMatching(/… The execution: https:\S+7$/),
	});
});

describe('Customer: Map to Uniconta', () => {
	it('gives each customer with its fields and findings, paired', async () => {
		const outputs = await runMapper(MAP, {
			input: items(...customers(3, (index) => (index === 1 ? { tags: [] } : {}))),
		});
		expect(jsonOf(outputs)).toMatchObject([
			{ key: '30001', momentId: '730001', uniconta: { Account: '30001', Group: 'ERHV' }, findings: [] },
			{ key: '30002', findings: [{ level: 'error', field: 'Tag group "Kundegruppe"' }] },
			{ key: '30003', findings: [] },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('never throws on a record: what cannot be read is that record’s outcome', async () => {
		const outputs = await runMapper(MAP, {
			input: items({ name: 'without id', customerNumber: '5' }, customer(), {
				id: 7,
				customerNumber: { odd: true },
			}),
		});
		expect(jsonOf(outputs)).toMatchObject([
			{
				outcome: 'refused',
				name: 'without id',
				key: '5',
				findings: [{ level: 'error', message: expect.any(String) }],
			},
			{ key: '30001', uniconta: { Account: '30001' } },
			{ outcome: 'refused', momentId: '7' },
		]);
		expect(pairingOf(outputs)).toEqual([0, 1, 2]);
	});

	it('lets through what earlier nodes settled, leaves out empty items, and turns their errors into failures', async () => {
		const settled = { outcome: 'failed', momentId: '9', key: '9', findings: [], extra: true };
		const outputs = await runMapper(MAP, {
			input: items({}, settled, { momentId: '8', error: 'Moment is down' }, customer()),
		});
		expect(pairingOf(outputs)).toEqual([1, 2, 3]);
		expect(jsonOf(outputs)[0]).toEqual(settled);
		expect(jsonOf(outputs)[1]).toMatchObject({
			outcome: 'failed',
			momentId: '8',
			findings: [{ message: 'Moment is down' }],
		});
	});

	it('knows from the log what was held and which number it had, as items, rows or JSON text', async () => {
		const row = {
			id: 1,
			entity: 'customer',
			momentId: '730001',
			key: '30001',
			unicontaRowId: '55',
			outcome: 'created',
			held: 'Phone, Name',
			hash: 'x',
		};
		for (const known of [
			'={{ [{ json: $json.row }] }}',
			'={{ [$json.row] }}',
			'={{ JSON.stringify([$json.row]) }}',
		]) {
			const [mapped] = jsonOf(
				await runMapper({ ...MAP, options: { known } }, { input: items({ ...customer({ phone: '' }), row }) }),
			);
			expect(mapped).toMatchObject({ uniconta: { Phone: '' }, known: { key: '30001', unicontaRowId: '55' } });
		}
		const [drifted] = jsonOf(
			await runMapper(
				{ ...MAP, options: { known: '={{ [$json.row] }}' } },
				{ input: items({ ...customer({ id: '730001', customerNumber: '5' }), row }) },
			),
		);
		expect(drifted?.findings).toEqual([
			expect.objectContaining({ message: expect.stringContaining('had the number 30001') }),
		]);
	});

	it('writes the fax number into the field that is given, and uses the name given for the tag group', async () => {
		const options = { faxField: 'FaxNumber', tagGroupName: 'Kundegruppe' };
		const [mapped] = jsonOf(
			await runMapper(
				{ ...MAP, tagGroup: '501', options },
				{ input: items(customer({ fax: '70', tags: [groupTag('A'), groupTag('B')] })) },
			),
		);
		expect(mapped).toMatchObject({
			uniconta: { FaxNumber: '70' },
			findings: [{ field: 'Tag group "Kundegruppe"' }],
		});
	});

	it.each([
		[{ tagGroup: '' }, 'Tag Group is empty'],
		[{ ownCountry: 'XX' }, 'is no country code'],
		[{ options: { known: '[' } }, 'is no JSON'],
	])('a parameter that cannot be right is said: %j', async (parameters, message) => {
		expect(await messageOf(runMapper({ ...MAP, ...parameters }, { input: items(customer()) }))).toContain(message);
	});
});

it('an operation that does not exist, as one of a template of before, is said with the way out', async () => {
	await expect(runMapper({ resource: 'log', operation: 'newRows' })).rejects.toMatchObject({
		message: expect.stringContaining('"newRows"'),
		description: expect.stringContaining('import it again'),
	});
});
