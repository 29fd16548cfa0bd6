import { localMinuteText } from '../../../lib/core/instants';
import { leaseTaken } from '../../../lib/state/leaseTaken';
import type { TableRow } from '../../../lib/state/tables';

const NOW = Date.parse('2026-11-30T13:05:00Z');
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const row = (more: TableRow = {}): TableRow => ({
	id: 1,
	name: 'uniconta',
	holder: '812',
	expires: NOW + 12 * 60_000,
	updatedAt: at(-3),
	...more,
});
const said = (lease: TableRow[], settings: TableRow[] = []): string =>
	leaseTaken({ lease, settings, now: NOW, timeText: (time) => localMinuteText(time, 'Europe/Copenhagen') });

describe('what somebody is told who imports by hand while another run is at Uniconta', () => {
	test('which run it is, since when and until when, that nothing was lost, and what to do', () => {
		const text = said([row()]);
		expect(text).toContain(
			'Nothing was imported by this run. Another run (execution 812) is at Uniconta since 2026-11-30 14:02 (Europe/Copenhagen), until 2026-11-30 14:17 (Europe/Copenhagen) at the latest',
		);
		expect(text).toContain(
			'Nothing was lost: what was posted comes with the next import by itself, or press Import Now again when that run is over.',
		);
	});

	test('that it is an import too, where it is one: it takes these postings along', () => {
		const text = said([row()], [{ id: 1, key: 'expenses.progress', value: '812' }]);
		expect(text).toContain('Another import (execution 812) is reading Uniconta since 2026-11-30 14:02');
		expect(text).toContain('it takes along what was posted before it began');
		expect(said([row()], [{ id: 1, key: 'expenses.progress', value: '811' }])).toContain(
			'Another run (execution 812)',
		);
		expect(said([row({ holder: '' })], [{ id: 1, key: 'expenses.progress', value: '' }])).toContain(
			'Another run is at Uniconta',
		);
	});

	test.each<[string, TableRow[]]>([
		['it is free', [row({ holder: '', expires: 0 })]],
		['it has run out', [row({ expires: NOW })]],
		['the table is empty', []],
		['its row has no number', [row({ expires: 'x' })]],
		['it is another lease', [row({ name: 'other' })]],
	])('nothing where %s', (_what, lease) => {
		expect(said(lease)).toBe('');
	});
});

test.each([
	['2026-07-01T22:30:00Z', 'Europe/Copenhagen', '2026-07-02 00:30 (Europe/Copenhagen)'],
	['2026-12-31T23:30:00Z', 'Europe/Copenhagen', '2027-01-01 00:30 (Europe/Copenhagen)'],
	['2026-07-01T22:30:00Z', 'America/New_York', '2026-07-01 18:30 (America/New_York)'],
	['2026-07-01T22:30:00Z', 'UTC', '2026-07-01 22:30 (UTC)'],
	['2026-07-01T22:30:00Z', 'DEFAULT', '2026-07-02 00:30 (Europe/Copenhagen)'],
	['2026-07-01T22:30:00Z', '', '2026-07-02 00:30 (Europe/Copenhagen)'],
])('%s in the zone "%s" is %s', (iso, zone, text) => {
	expect(localMinuteText(Date.parse(iso), zone)).toBe(text);
});
