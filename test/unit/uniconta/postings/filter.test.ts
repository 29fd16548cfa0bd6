import fc from 'fast-check';
import { isAccountIn, parseAccountFilter } from '../../../../lib/uniconta/postings/accountFilter';
import { addDays, windowsOver } from '../../../../lib/uniconta/postings/windows';
import { filterOf } from './postingRig';

describe('the account filter', () => {
	it.each<[string, string, boolean]>([
		['', '1', true],
		['2010', '2010', true],
		['2010', '20100', false],
		['2010, 4000..4999', '4500', true],
		['4000..4999', '45', false],
		['4000..4999', '45000', false],
		['900..1100', '1000', true],
		['900..1100', '0950', true],
		['02010', '2010', false],
		['A1..A5', 'A3', true],
		['A1..A5', 'B3', false],
		['2010;2020\n2030', '2030', true],
		[' 4000 .. 4999 ', '4999', true],
		['2010,,', '2010', true],
		['Husleje-1', 'Husleje-1', true],
	])('"%s" and account %s: %s', (text, account, isIn) => {
		expect(isAccountIn(filterOf(text), account)).toBe(isIn);
	});

	it.each<[string, string]>([
		['4000..', 'lacks one end'],
		['..4999', 'lacks one end'],
		['..', 'lacks one end'],
		['4999..4000', 'begins with the higher'],
		['4000-4999', 'with two dots'],
		['4000..4500..4999', 'more than one range'],
		['4000..abc', 'from a number to a text'],
		['4000..49O9', 'from a number to a text'],
		['A1..4999', 'from a text to a number'],
		['4*', '"4*" is no account number'],
		['40 10', 'is no account number'],
		['123456789012345678901', 'is no account number'],
		['= 4', 'is no account number'],
	])('"%s": %s', (text, says) => {
		expect(parseAccountFilter(`2010, ${text}`)).toEqual({ unclear: [expect.stringContaining(says)] });
	});

	it('names everything that is wrong at once', () => {
		expect(parseAccountFilter('4000.., *, 2010')).toEqual({ unclear: [expect.any(String), expect.any(String)] });
	});

	it('never fails, whatever is typed', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (text, account) => {
				const parsed = parseAccountFilter(text);
				if ('filter' in parsed) expect(typeof isAccountIn(parsed.filter, account)).toBe('boolean');
			}),
		);
	});
});

describe('date windows', () => {
	const day = fc.integer({ min: 0, max: 4_000 }).map((days) => addDays('2018-01-01', days));
	const span = fc.tuple(day, day).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));

	it('cover every day of every span, none twice, in at most two dozen reads', () => {
		fc.assert(
			fc.property(fc.array(span, { minLength: 1, maxLength: 8 }), (spans) => {
				const windows = windowsOver(spans);
				expect(windows.length).toBeLessThanOrEqual(32);
				windows.forEach(({ from }, index) => {
					if (index > 0) expect(from! > windows[index - 1]!.to!).toBe(true);
				});
				for (const edge of spans.flatMap(({ from, to }) => [from, to]))
					expect(windows.filter(({ from, to }) => edge >= from! && edge <= to!)).toHaveLength(1);
			}),
			{ numRuns: 200 },
		);
	});

	it('are no longer than a month for ordinary spans', () => {
		for (const { from, to } of windowsOver([{ from: '2026-09-01', to: '2026-11-20' }]))
			expect(addDays(from!, 31) > to!).toBe(true);
	});

	it('pass over dates that are none', () => {
		expect(windowsOver([{ from: '2026-13-45', to: '2026-13-46' }])).toEqual([]);
	});
});
