import { postingReference } from '../../../lib/mapping/posting';

it('the reference of a posting is company, series, posting id, voucher, line and project', () => {
	expect(
		postingReference({
			company: '10542',
			series: 'BILAG',
			postingId: 4711,
			voucher: '5001',
			line: '1',
			project: 'NØR-2026',
		}),
	).toBe('10542/BILAG/4711/5001/1/NØR-2026');
});
