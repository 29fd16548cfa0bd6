import { localMinuteText } from '../../../lib/core/instants';
import { whoImportsOrReads } from '../../../lib/state/leaseTaken';
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
const said = (lease: TableRow[], former = ''): string =>
	whoImportsOrReads({ lease, former, now: NOW, timeText: (time) => localMinuteText(time, 'Europe/Copenhagen') });

describe('who keeps an import from beginning', () => {
	test('another run at Uniconta: which, since when, and until when', () => {
		expect(said([row()])).toBe(
			'Another run (execution 812) is at Uniconta since 2026-11-30 14:02 (Europe/Copenhagen), until 2026-11-30 14:19 (Europe/Copenhagen) at the latest',
		);
		expect(said([row({ holder: '' })])).toContain('Another run is at Uniconta');
	});

	test('another import, whether it reads or writes, and when it counts as dead', () => {
		const writing = row({ id: 2, name: 'expenses', holder: '813#f00f' });
		expect(said([row({ holder: '813#f00f' }), writing])).toBe(
			'Another import (execution 813) is under way. Should n8n have ended in the middle of it, the next one can begin at 2026-11-30 14:19 (Europe/Copenhagen)',
		);
	});

	test('an import by a template of before this version', () => {
		expect(said([], '811')).toBe('Another import (execution 811) is under way');
	});

	test.each<[string, TableRow[]]>([
		['it is free', [row({ holder: '', expires: 0 })]],
		['it has run out, also by a clock that is two minutes ahead', [row({ expires: NOW - 120_001 })]],
		['the table is empty', []],
		['its row has no number', [row({ expires: 'x' })]],
		['it is another lease', [row({ name: 'other' })]],
	])('nobody where %s', (_what, lease) => {
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
