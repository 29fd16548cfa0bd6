import { setupValues } from '../../../../lib/setup/check/settings';

describe('the settings of a check', () => {
	it('are the same as rows of the table and as one object', () => {
		const asObject = setupValues([
			{ 'customers.export': 'ON', 'company.country': 'dk', 'invoices.firstNumber': 10001 },
		]);
		const asRows = setupValues([
			{ id: 1, key: 'customers.export', value: 'on' },
			{ id: 2, key: 'company.country', value: 'DK' },
			{ id: 3, key: 'invoices.firstNumber', value: '10001' },
		]);
		expect(asObject).toEqual(asRows);
		expect(asRows).toMatchObject({
			'customers.export': 'on',
			'company.country': 'DK',
			'invoices.firstNumber': '10001',
			'projects.department': 'none',
		});
	});

	it('count by the newest row of a key', () => {
		expect(
			setupValues([
				{ id: 7, key: 'invoices.route', value: 'post' },
				{ id: 3, key: 'invoices.route', value: 'draft' },
			])['invoices.route'],
		).toBe('post');
	});

	it('may be none at all', () => {
		expect(setupValues([])).toMatchObject({ 'customers.export': '', 'company.dimension': '0' });
	});
});
