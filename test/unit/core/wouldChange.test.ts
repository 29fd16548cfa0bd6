import { logRows } from '../../../lib/state/log';
import type { RunResult } from '../../../lib/state/run';
import { wouldChange, type NamedChange } from '../../../lib/core/wouldChange';

/** What a dry run says beside `wouldUpdate`. */
const said = (...changes: NamedChange[]): string => wouldChange('Project 4001 "Ombygning"', changes).message;

test.each<[string, NamedChange, string]>([
	['two values', { label: 'Zip code', from: '8000', to: '8200' }, 'Zip code from "8000" to "8200"'],
	['none before', { label: 'Phone', from: '', to: '+45 12 34 56 78' }, 'Phone from empty to "+45 12 34 56 78"'],
	['none after', { label: 'Person in charge', from: 'MAT', to: null }, 'Person in charge from "MAT" to empty'],
	[
		'a date with a time',
		{ label: 'End date', from: '2026-06-30T00:00:00', to: '2026-07-31', isDate: true },
		'End date from "2026-06-30" to "2026-07-31"',
	],
	[
		'no date, as Uniconta writes it',
		{ label: 'End date', from: '0001-01-01T00:00:00', to: '2026-07-31', isDate: true },
		'End date from empty to "2026-07-31"',
	],
	['numbers and words', { label: 'Billable flag', from: false, to: true }, 'Billable flag from "false" to "true"'],
	['lines', { label: 'Description', from: 'a\nb', to: 'a b c' }, 'Description from "a b" to "a b c"'],
])('%s', (_what, change, text) => {
	expect(said(change)).toBe(`Project 4001 "Ombygning" would be changed: ${text}.`);
});

test('values and the number of fields are bounded, never within a character', () => {
	const long = said({ label: 'Description', from: '😀'.repeat(500), to: 'x'.repeat(10_000) });
	expect(long.length).toBeLessThan(400);
	expect(long).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
	const many = said(...Array.from({ length: 40 }, (_, at) => ({ label: `Field ${at}`, from: 1, to: 2 })));
	expect(many).toContain('Field 24 from "1" to "2"; and 15 more fields.');
});

test('the log names personal fields without their values', () => {
	const finding = wouldChange('Customer 1 "Bo"', [
		{ label: 'Customer group', from: '1', to: '2' },
		{ label: 'E-mail', from: 'a@b.example', to: 'c@d.example', isPersonal: true },
	]);
	expect(finding.message).toContain('E-mail from "a@b.example" to "c@d.example"');
	const result: RunResult = {
		entity: 'customer',
		momentId: '7',
		key: '1',
		name: 'Bo',
		outcome: 'wouldUpdate',
		findings: [finding],
		changes: { Group: 1, ContactEmail: 1 },
		unicontaRowId: '',
		hash: '',
		held: [],
	};
	expect(logRows([result], { now: 0, execution: '1', known: [] })).toMatchObject([
		{
			message: 'Customer 1 "Bo" would be changed: Customer group from "1" to "2"; E-mail.',
			changes: 'Group, ContactEmail',
		},
	]);
});
