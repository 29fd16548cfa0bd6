import { digest, notifySettings, watch, type Digest } from '../../../lib/notify/digest';
import { readState } from '../../../lib/state/digestState';
import { afterSending, recipients, withAddresses } from '../../../lib/notify/sent';
import { unfinishedRows } from '../../../lib/state/inbox';
import { logRows } from '../../../lib/state/log';
import type { RunResult } from '../../../lib/state/run';
import { cell, type TableRow } from '../../../lib/state/tables';

/** What is told, how often and in which words, over hours of a clock that only the test moves. */
const MINUTE = 60_000;
const START = Date.parse('2026-06-25T08:00:00Z');
const PLACES = {
	n8nUrl: 'https://n8n.example/home/executions',
	resendUrl: 'https://n8n.example/form/moment-uniconta-resend',
};
const DOWN = 'Uniconta at odata.uniconta.com did not answer (ECONNRESET)';

/** Tables, a clock, and the mails that went out. */
class Office {
	now = START;
	readonly log: TableRow[] = [];
	inbox: TableRow[] = [];
	readonly mails: Digest[] = [];
	private readonly settings = new Map<string, { value: string; updatedAt: string }>();

	constructor(settings: Record<string, string> = {}) {
		const all = {
			'notify.addresses': 'chief@firm.example',
			'customers.export': 'on',
			'invoices.export': 'on',
			'notify.lastLogRow': '{}',
			...settings,
		};
		for (const [key, value] of Object.entries(all)) this.set(key, value);
		this.sweep();
	}

	set(key: string, value: string): void {
		this.settings.set(key, { value, updatedAt: new Date(this.now).toISOString() });
	}

	get rows(): TableRow[] {
		return [...this.settings].map(([key, { value, updatedAt }], index) => ({
			id: index + 1,
			key,
			value,
			updatedAt,
		}));
	}

	sweep(): void {
		for (const area of ['customers', 'invoices'])
			this.set(`${area}.changedSince`, new Date(this.now).toISOString());
	}

	/** A run of a template ends with these results. */
	run(...results: RunResult[]): void {
		const said = logRows(results, { now: this.now, execution: '7', known: this.log });
		this.log.push(...said.map((row, index) => ({ ...row, id: this.log.length + index + 1 })));
		const met = (row: TableRow): boolean =>
			results.some((one) => one.entity === cell(row, 'entity') && one.momentId === cell(row, 'momentId'));
		const taken = this.inbox.filter(met);
		this.inbox = [
			...this.inbox.filter((row) => !met(row)),
			...unfinishedRows(results, { now: this.now, taken, comparison: false }),
		];
	}

	/** The notifications look each minute; `each` is called before. */
	minutes(count: number, each: () => void = () => undefined): void {
		for (let minute = 0; minute < count; minute++) {
			this.now += MINUTE;
			if (minute % 15 === 14) this.sweep();
			each();
			this.look();
		}
	}

	look(): Digest | undefined {
		const seen = watch(this.rows, this.now);
		if (!seen.look && !this.log.some((row) => Number(row.id) > seen.row)) return undefined;
		const made = digest({ log: this.log, inbox: this.inbox, settings: this.rows, now: this.now, places: PLACES });
		if (made.send) this.mails.push(made);
		if (made.send || made.remember) this.set('notify.lastLogRow', made.cursor);
		return made;
	}

	get subjects(): string[] {
		return this.mails.map(({ subject }) => subject.replace('Moment and Uniconta: ', ''));
	}
}

function result(key: string, outcome: string, message = '', more: Partial<RunResult> = {}): RunResult {
	const findings =
		message === '' ? [] : [{ level: 'error' as const, field: '', value: '', message, fix: 'Do this.' }];
	return {
		entity: 'customer',
		momentId: `7${key}`,
		key,
		name: `Firma ${key} ApS`,
		outcome,
		findings,
		changes: {},
		unicontaRowId: `1${key}`,
		hash: 'h',
		held: [],
		...more,
	};
}
const invoice = (key: string, outcome: string, message = ''): RunResult =>
	result(key, outcome, message, { entity: 'invoice' });

test('Uniconta is down for an hour while customers and invoices keep changing: one mail about the outage and one about the recovery', () => {
	const office = new Office();
	const numbers: string[] = [];
	office.minutes(60, () => {
		const number = String(30_000 + numbers.length);
		numbers.push(number);
		// Each minute another record, and all those before are tried again, in words that differ a little.
		office.run(
			...numbers.map((one, at) =>
				result(
					one,
					'failed',
					at % 2 === 0
						? `Customer ${one}: ${DOWN}`
						: `Uniconta asks to wait (GET /odata/DebtorClient, HTTP 503)`,
				),
			),
		);
	});
	expect(office.subjects).toEqual(['Uniconta does not answer']);
	expect(office.mails[0]?.text).toContain('Did not get through (1)');
	expect(office.mails[0]?.text).toContain(DOWN);
	// It is back. Half get through at once, half at their next try.
	office.run(...numbers.slice(0, 30).map((one) => result(one, 'created')));
	office.minutes(30);
	expect(office.subjects).toHaveLength(1);
	office.run(...numbers.slice(30).map((one) => result(one, 'created')));
	office.minutes(60);
	// Fifty that were named, and one that stood for all above (a run with more than fifty failures is one row of the
	// log).
	expect(office.subjects).toEqual(['Uniconta does not answer', '51 records in order again']);
});

test('what was refused before an outage is not told anew after it', () => {
	const office = new Office();
	office.run(result('1', 'refused', 'Customer 1 has a group that Uniconta lacks.'));
	office.minutes(20);
	office.run(result('1', 'failed', DOWN), result('2', 'failed', DOWN));
	office.minutes(60);
	office.run(result('1', 'refused', 'Customer 1 has a group that Uniconta lacks.'), result('2', 'created'));
	office.minutes(60);
	expect(office.subjects).toEqual(['1 new finding', 'Uniconta does not answer', '1 record in order again']);
	office.run(result('1', 'created'));
	office.minutes(60);
	expect(office.subjects.slice(3)).toEqual(['1 record in order again']);
});

test('what is wrong with very many in the same words is one entry with their numbers; anything else stands by itself', () => {
	const office = new Office();
	const numbers = Array.from({ length: 40 }, (_, at) => String(20_001 + at));
	const lacks = (one: string, group: string): RunResult =>
		result(one, 'refused', `Customer ${one} "Firma ${one} ApS" has no tag in the tag group "${group}".`);
	office.run(
		...numbers.map((one) => lacks(one, 'Kundegruppe')),
		lacks('30001', 'Afdeling'),
		result('30002', 'refused', 'Customer 30002 has the country code "XK", which Uniconta does not have.'),
	);
	office.minutes(5);
	expect(office.subjects).toEqual(['42 new findings']);
	const { text = '' } = office.mails[0] ?? {};
	expect(text).toContain('To be mended (42)');
	expect(text).toContain('* 40 records: Customer 20001, Customer 20002, ');
	expect(text).toContain(
		'  The first: Customer 20001 "Firma 20001 ApS" has no tag in the tag group "Kundegruppe".\n  To do: Do this.',
	);
	expect(text).toContain('* Customer 30001 Firma 30001 ApS: refused');
	expect(text).toContain('* Customer 30002 Firma 30002 ApS: refused');
	expect(text.match(/^\* /gm)).toHaveLength(3);
});

test('the same while invoices wait: at once that posting stands still, and when all are posted', () => {
	const office = new Office();
	office.minutes(60, () => {
		if (office.now !== START + MINUTE && (office.now - START) % (10 * MINUTE) !== 0) return;
		const count = 1 + Math.floor((office.now - START) / (10 * MINUTE));
		office.run(
			invoice('10001', 'failed', DOWN),
			...Array.from({ length: count }, (_, at) =>
				invoice(String(10_002 + at), 'blocked', `Invoice ${10_002 + at} waits for 10001.`),
			),
		);
	});
	expect(office.subjects).toEqual(['posting stands still (invoice 10002), Uniconta does not answer']);
	expect(office.mails[0]?.text).toContain('Invoice 10001');
	office.run(...Array.from({ length: 8 }, (_, at) => invoice(String(10_001 + at), 'posted')));
	office.minutes(30);
	expect(office.subjects.slice(1)).toEqual(['8 records in order again']);
});

test('what passes within minutes, and what goes well, is no mail at all', () => {
	const office = new Office();
	office.run(result('1', 'created'), result('2', 'failed', DOWN), invoice('10001', 'waiting', 'It waits for 10000.'));
	office.minutes(2);
	office.run(result('2', 'created'), invoice('10001', 'posted'));
	office.minutes(120);
	expect(office.mails).toEqual([]);
});

test('an invoice that waits for a quarter of an hour is said', () => {
	const office = new Office();
	office.run(invoice('10003', 'waiting', 'Invoice 10003 waits for 10002, which Moment does not have.'));
	office.minutes(14);
	expect(office.mails).toEqual([]);
	office.minutes(6);
	expect(office.subjects).toEqual(['1 new finding']);
});

test('findings are said once, at most one mail in an interval, and a changed finding again', () => {
	const office = new Office();
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	office.minutes(1);
	office.run(result('2', 'refused', 'Customer 2 has no tag.'));
	office.minutes(5);
	office.run(result('3', 'refused', 'Customer 3 has no tag.'));
	expect(office.subjects).toEqual(['1 new finding']);
	office.minutes(60);
	expect(office.subjects).toEqual(['1 new finding', '2 new findings']);
	office.run(result('1', 'refused', 'Customer 1 has two tags.'));
	office.minutes(60);
	expect(office.mails.at(-1)?.text).toContain('Customer 1 has two tags.');
	expect(office.mails.at(-1)?.text).toContain('2 records of earlier mails are still open.');
	expect(office.mails).toHaveLength(3);
});

test.each(['misnumbered', 'mistotalled', 'uncertain', 'blocked'])(
	'%s is said at once, whatever was mailed a minute ago',
	(outcome) => {
		const office = new Office();
		office.run(result('1', 'refused', 'Customer 1 has no tag.'));
		office.minutes(1);
		office.run(invoice('10001', outcome, 'Invoice 10001 stops.'));
		office.minutes(1);
		expect(office.subjects).toEqual(['1 new finding', 'posting stands still (invoice 10001)']);
	},
);

test.each<[string, (row: TableRow) => TableRow]>([
	['of its kind', (row) => row],
	['of a table from before', (row) => ({ ...row, entity: 'invoice', momentId: `stop-${cell(row, 'momentId')}` })],
])('a stop %s keeps its invoice open, until somebody takes it away', (_what, form) => {
	const office = new Office();
	office.run(invoice('10001', 'misnumbered', 'Invoice 10001 has another number.'));
	office.inbox = office.inbox.filter((row) => cell(row, 'state') === 'misnumbered').map(form);
	expect(office.inbox).toHaveLength(1);
	office.minutes(1);
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	office.minutes(60);
	expect(office.mails.at(-1)?.text).toContain('1 record of earlier mails is still open.');
	office.inbox = office.inbox.filter(({ state }) => state === 'refused');
	office.run(result('2', 'refused', 'Customer 2 has no tag at all.'));
	office.minutes(60);
	expect(office.mails.at(-1)?.text).not.toContain('10001');
});

test('what a person dismisses by deleting its row is neither said nor called mended', () => {
	const office = new Office();
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	office.minutes(1);
	office.inbox = [];
	office.minutes(60);
	expect(office.mails).toHaveLength(1);
	expect(readState(cell(office.rows.find(({ key }) => key === 'notify.lastLogRow') ?? {}, 'value')).told).toEqual({});
});

test('more than fifty failures are one row of the log, one finding and one recovery', () => {
	const office = new Office();
	const all = Array.from({ length: 60 }, (_, at) => String(500 + at));
	office.run(...all.map((key) => result(key, 'failed', DOWN)));
	office.minutes(30);
	expect(office.subjects).toEqual(['Uniconta does not answer']);
	office.run(...all.map((key) => result(key, 'created')));
	office.minutes(30);
	expect(office.subjects).toEqual(['Uniconta does not answer', '1 record in order again']);
});

test('a run that stopped is said when no later run got through; its execution is a link', () => {
	const stop = (office: Office): void => {
		office.log.push({
			id: office.log.length + 1,
			time: new Date(office.now).toISOString(),
			entity: 'run',
			key: 'customers',
			outcome: 'failed',
			message: 'A run of "Customers" stopped at "Changed in Moment": Moment could not be reached.',
			fix: 'Look. The execution: https://n8n.example/workflow/a/executions/7',
		});
	};
	const healed = new Office();
	stop(healed);
	healed.minutes(60);
	expect(healed.mails).toEqual([]);
	const office = new Office();
	stop(office);
	for (let minute = 0; minute < 30; minute++) {
		office.now += MINUTE;
		office.look();
	}
	expect(office.subjects).toEqual(['Moment does not answer']);
	expect(office.mails[0]?.html).toContain('<a href="https://n8n.example/workflow/a/executions/7"');
	office.minutes(31);
	expect(office.subjects).toEqual(['Moment does not answer', '1 record in order again']);
});

test('when nothing has run for hours somebody is told once, the watchdog is no longer called, and told again when it runs', () => {
	const office = new Office({ 'notify.hours': '2', 'notify.heartbeatUrl': 'https://watch.example/x' });
	const pass = (minutes: number): void => {
		for (let minute = 0; minute < minutes; minute++) {
			office.now += MINUTE;
			office.look();
		}
	};
	pass(119);
	expect(office.mails).toEqual([]);
	expect(watch(office.rows, office.now).heartbeatUrl).toBe('https://watch.example/x');
	pass(180);
	expect(office.subjects).toEqual(['nothing has run']);
	expect(office.mails[0]?.text).toContain(
		'The template for customers has not got through for 2 hours; the last time was 2026-06-25 08:00 UTC.',
	);
	expect(watch(office.rows, office.now).heartbeatUrl).toBe('');
	office.sweep();
	pass(15);
	expect(office.subjects.slice(1)).toEqual(['2 records in order again']);
});

test('a comparison that did not get through is over with the next that did; two nights without one are said once', () => {
	const office = new Office({ 'reconciliation.cursor': '' });
	office.log.push({
		id: 1,
		time: new Date(office.now).toISOString(),
		entity: 'run',
		key: 'reconciliation',
		outcome: 'failed',
		message: 'The comparison of both systems did not get through: Uniconta did not answer.',
		fix: 'Nothing.',
	});
	office.minutes(19);
	office.set('reconciliation.cursor', 'now');
	office.minutes(49 * 60);
	expect(office.mails).toEqual([]);
	office.minutes(12 * 60);
	expect(office.subjects).toEqual(['1 new finding']);
	expect(office.mails[0]?.text).toContain('Both systems have not been compared for 50 hours');
	office.set('reconciliation.cursor', 'again');
	office.minutes(20);
	expect(office.subjects).toEqual(['1 new finding', '1 record in order again']);
});

test('warnings are said only when they were asked for; notes never', () => {
	const warn = (office: Office): void =>
		office.run(
			result('1', 'created', '', {
				findings: [
					{ level: 'warning', field: '', value: '', message: 'The name was cut.', fix: 'Shorten it.' },
				],
			}),
			result('2', 'created', '', {
				findings: [{ level: 'note', field: '', value: '', message: 'Found.', fix: '' }],
			}),
		);
	const quiet = new Office();
	warn(quiet);
	quiet.minutes(30);
	expect(quiet.mails).toEqual([]);
	const curious = new Office({ 'notify.level': 'warnings' });
	warn(curious);
	curious.minutes(30);
	expect(curious.subjects).toEqual(['1 warning']);
	expect(curious.mails[0]?.text).toContain('The name was cut.');
	expect(curious.mails[0]?.text).not.toContain('Found.');
});

test('every value is escaped in the HTML and stands as it is in the text', () => {
	const office = new Office();
	const name = '<img src=x onerror="alert(1)"> & \'Søn\'';
	office.run(result('1', 'refused', `Customer 1 ${name} has no tag, see javascript:alert(1).`, { name }));
	office.minutes(1);
	const [mail] = office.mails;
	expect(mail?.html).not.toContain('<img');
	expect(mail?.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;Søn&#39;');
	expect(mail?.html).not.toContain('href="javascript');
	expect(mail?.html).toContain('name="viewport"');
	expect(mail?.html).toContain(PLACES.resendUrl);
	expect(mail?.text).toContain(name);
});

test('a posted invoice that is gone from Uniconta is said, whatever the level, and that it is there again; only a look can say that', () => {
	const office = new Office();
	const gone = result('10007', 'gone', 'Invoice 10007 was posted, but Uniconta has no invoice 10007 any more.', {
		entity: 'invoice',
	});
	office.run(invoice('10007', 'posted'));
	office.run(gone);
	office.minutes(60);
	office.run(gone);
	expect(office.subjects).toEqual(['1 new finding']);
	expect(office.mails[0]?.text).toContain('Invoice 10007 Firma 10007 ApS: gone');
	// A webhook of that invoice, or sending it again: the log knows it as posted, so nobody looks.
	office.run(invoice('10007', 'unchanged'));
	office.minutes(60);
	expect(office.mails).toHaveLength(1);
	office.run(result('10007', 'unchanged', '', { entity: 'invoice', seen: true }));
	office.minutes(60);
	expect(office.subjects).toEqual(['1 new finding', '1 record in order again']);
});

const HELD_UP = 'is held up: invoice 20008, which comes before it, cannot be sent as it is.';

test.each<[string, () => ReturnType<typeof invoice>[]]>([
	[
		'refused',
		() => [
			invoice('20009', 'blocked', `Invoice 20009 ${HELD_UP}`),
			invoice('20010', 'blocked', `Invoice 20010 ${HELD_UP}`),
			invoice('20008', 'refused', 'Invoice 20008 has no tag.'),
		],
	],
	[
		'refused, beside one whose number is passed',
		() => [
			invoice('20003', 'refused', 'Invoice 20003 is not in Uniconta.'),
			invoice('20008', 'refused', 'No tag.'),
			invoice('20009', 'blocked', `Invoice 20009 ${HELD_UP}`),
		],
	],
	[
		'refused, with another one behind it',
		() => [
			invoice('20010', 'blocked', `Invoice 20010 ${HELD_UP}`),
			invoice('20009', 'refused', 'No tag.'),
			invoice('20008', 'refused', 'No tag.'),
		],
	],
	[
		'uncertain',
		() => [
			invoice(
				'20010',
				'blocked',
				'Invoice 20010 is held up: it is not known yet whether invoice 20008 was posted.',
			),
			invoice('20009', 'blocked', 'The same.'),
			invoice('20008', 'uncertain', 'No answer.'),
		],
	],
	[
		'misnumbered',
		() => [
			invoice(
				'20007',
				'blocked',
				'Invoice 20007 is held up: all posting stands still until a person has decided about invoice 20008.',
			),
			invoice('20008', 'misnumbered', 'Taken.'),
		],
	],
])('the subject names the invoice that is to be mended, not one that waits for it: %s', (_name, results) => {
	const office = new Office();
	office.run(...results());
	office.minutes(1);
	expect(office.subjects[0]).toMatch(/^posting stands still \(invoice 20008\)/);
});

test('and of several that nobody else is to blame for the lowest', () => {
	const office = new Office();
	office.run(
		result('', 'blocked', '80 invoices wait.', { entity: 'invoice', momentId: '' }),
		...['20012', '20010', '20011'].map((key) => invoice(key, 'blocked', `To ${key} no invoice 20009 has come.`)),
	);
	office.minutes(1);
	expect(office.subjects).toEqual(['posting stands still (invoice 20010)']);
	expect(office.mails[0]?.text).toContain('To 20010 no invoice 20009 has come.');
});

/** So many minutes after the last of them got through, one that is left is no longer what was told. */
describe('a straggler with another cause does not hold back the all clear of the others', () => {
	test('an invoice that waits for another number by now: the others are in order, and it is said as what remains', () => {
		const office = new Office();
		const waiting = (key: string, why: string): RunResult =>
			invoice(key, 'blocked', `Invoice ${key} is held up: ${why}`);
		office.run(
			invoice('30008', 'refused', 'No tag.'),
			...['30009', '30010', '30011', '30012'].map((key) =>
				waiting(key, 'invoice 30008, which comes before it, cannot be sent as it is.'),
			),
		);
		office.minutes(5);
		expect(office.subjects).toHaveLength(1);
		office.run(
			...['30008', '30009', '30010'].map((key) => invoice(key, 'posted')),
			invoice('30011', 'refused', 'Account 4711 is blocked.'),
			waiting('30012', 'invoice 30011, which comes before it, cannot be sent as it is.'),
		);
		office.minutes(60);
		expect(office.subjects.slice(1)).toEqual([
			'1 new finding, 1 record in order again',
			'2 records in order again',
		]);
		const { text = '' } = office.mails[2] ?? {};
		expect(text).toContain(
			'What remains (1)\n\n* Invoice 30012 Firma 30012 ApS: blocked\n  Invoice 30012 is held up: invoice 30011, which',
		);
		expect(text).toContain('2 records of earlier mails are still open.');
		// Each is said once, and the straggler when it is through.
		office.run(invoice('30011', 'posted'), invoice('30012', 'posted'));
		office.minutes(60);
		expect(office.subjects.slice(3)).toEqual(['2 records in order again']);
	});

	test.each<[string, RunResult, string]>([
		[
			'fails for another reason',
			result('559', 'failed', 'Customer 559: Uniconta did not accept it.'),
			'1 new finding, 1 record in order again',
		],
		['is refused', result('559', 'refused', 'Customer 559 has no tag.'), '1 new finding, 1 record in order again'],
	])(
		'very many that were one entry are over when all but one got through, and that one %s',
		(_what, straggler, subject) => {
			const office = new Office();
			const all = Array.from({ length: 60 }, (_, at) => String(500 + at));
			office.run(...all.map((key) => result(key, 'failed', DOWN)));
			office.minutes(30);
			expect(office.subjects).toEqual(['Uniconta does not answer']);
			office.run(...all.slice(0, -1).map((key) => result(key, 'created')), straggler);
			office.minutes(30, () => {
				if (office.now % (10 * MINUTE) === 0) office.run(straggler);
			});
			expect(office.subjects.slice(1).join(', ')).toBe(subject);
			office.run(result('559', 'created'));
			office.minutes(60);
			expect(office.subjects.at(-1)).toBe('1 record in order again');
		},
	);

	test('an outage that comes after the all clear is told anew, whatever became of the straggler', () => {
		const office = new Office();
		const failing = result('3', 'failed', 'Customer 3: Uniconta answered with a failure of its own (HTTP 500).');
		office.run(result('1', 'failed', DOWN), failing);
		office.minutes(20);
		// Changed in Moment every half hour.
		for (let turn = 0; turn < 4; turn++) {
			office.run(result('1', 'updated'), failing);
			office.minutes(30);
		}
		expect(office.subjects).toEqual(['Uniconta does not answer', '1 record in order again']);
		office.run(result('4', 'failed', DOWN), result('5', 'failed', DOWN), failing);
		office.minutes(30);
		office.run(result('4', 'created'), result('5', 'created'), failing);
		office.minutes(30);
		office.run(result('3', 'created'));
		office.minutes(30);
		expect(office.subjects.slice(2)).toEqual([
			'Uniconta does not answer',
			'2 records in order again',
			'1 record in order again',
		]);
	});

	test('as long as one after the other gets through, they are said together', () => {
		const office = new Office();
		const keys = Array.from({ length: 12 }, (_, at) => String(40_001 + at));
		office.run(...keys.map((key) => invoice(key, 'blocked', `Invoice ${key} waits for 40000.`)));
		office.minutes(5);
		// One every ten minutes.
		for (const key of keys) {
			office.run(invoice(key, 'posted'));
			office.minutes(10);
		}
		expect(office.subjects.slice(1)).toEqual(['12 records in order again']);
	});

	test.each([
		[
			'an answer of Uniconta that looks like an outage',
			`Customer 3: Uniconta answered with a failure of its own (HTTP 500).`,
		],
		['one that has to wait', 'Uniconta asks to wait (HTTP 429)'],
	])('%s, for one record only: the others are in order within two hours', (_what, message) => {
		const office = new Office();
		office.run(...['1', '2', '3'].map((key) => result(key, 'failed', DOWN)));
		office.minutes(20);
		office.run(result('1', 'created'), result('2', 'updated'), result('3', 'failed', message));
		office.minutes(30);
		expect(office.subjects).toEqual(['Uniconta does not answer']);
		office.minutes(90, () => {
			if (office.now % (10 * MINUTE) === 0) office.run(result('3', 'failed', message));
		});
		expect(office.subjects).toEqual(['Uniconta does not answer', '2 records in order again']);
		expect(office.mails[1]?.text).toContain(`What remains (1)\n\n* Customer 3 Firma 3 ApS: failed\n  ${message}`);
		office.minutes(300);
		expect(office.mails).toHaveLength(2);
	});

	test('the only record of an outage is refused as it was before: the outage is over, and what remains is said', () => {
		const office = new Office();
		const refused = result('8', 'refused', 'Customer 8 has two tags.');
		office.run(refused);
		office.minutes(20);
		office.run(result('8', 'failed', DOWN));
		office.minutes(60);
		office.run(refused);
		office.minutes(60);
		expect(office.subjects).toEqual(['1 new finding', 'Uniconta does not answer', '1 earlier finding over']);
		expect(office.mails[2]?.text).toContain(
			'What remains (1)\n\n* Customer 8 Firma 8 ApS: refused\n  Customer 8 has two tags.',
		);
		expect(office.mails[2]?.text).toContain('* Customer 8 Firma 8 ApS\n  Uniconta did not answer: over');
		office.minutes(300);
		expect(office.mails).toHaveLength(3);
	});

	test('the only record of an outage is refused for something new: that is mailed in its turn', () => {
		const office = new Office();
		office.run(result('8', 'failed', DOWN));
		office.minutes(20);
		office.run(result('8', 'refused', 'Customer 8 has no tag.'));
		office.minutes(200);
		expect(office.subjects).toEqual(['Uniconta does not answer', '1 new finding']);
		expect(office.mails[1]?.text).toContain('Nothing of earlier mails is open.');
	});
});

describe('what needs nobody', () => {
	const POSTINGS = ['12.00', '1250.50', '-7.25', '399.95', '80.00', '6.10', '44000.00'];
	const posting = (at: number, amount: string, project: string): RunResult => {
		const key = `10542/BILAG/${4711 + at}/${5012 + at}/1/${project}`;
		const fix =
			'Give the project that number in Moment, or correct the project on the entry in Uniconta. Where it is no project of Moment, there is nothing to do.';
		return result(key, 'refused', '', {
			entity: 'expense',
			momentId: '',
			name: `Murer ${at} (Nord)`,
			findings: [
				{
					level: 'error',
					field: 'Project',
					value: project,
					message: `Posting ${key} (Murer ${at} (Nord), ${amount} DKK) Moment has no project "${project}".`,
					fix,
				},
			],
		});
	};

	test('the same complaint about postings whose amounts differ is one entry, and never to be mended', () => {
		const office = new Office({ 'expenses.export': 'on' });
		office.run(
			...POSTINGS.map((amount, at) => posting(at, amount, '812')),
			posting(20, '5.00', '813'),
			result('1', 'refused', 'Customer 1 has no tag.'),
		);
		office.minutes(5);
		const { text = '', subject } = office.mails[0] ?? {};
		expect(text).toContain('To be mended (1)\n\n* Customer 1 ');
		expect(text).toContain('As a rule nothing to do (8)\n\n* 7 records: Expense 10542/BILAG/4711/5012/1/812, ');
		expect(text).toContain('* Expense 10542/BILAG/4731/5032/1/813 Murer 20 (Nord): refused');
		expect(text.match(/^\* /gm)).toHaveLength(3);
		expect(subject).toBe('Moment and Uniconta: 1 new finding, 8 for information');
	});

	test.each([
		['There is nothing to do.'],
		['Nothing to do: it is looked at again by itself.'],
		['Nothing has to be done. To see it whole in Uniconta, shorten it in Moment.'],
		[
			'If it was deleted on purpose, there is nothing to do: in Uniconta it stays as it is. Otherwise check the key.',
		],
		['Set the project, if it is a cost of one; otherwise nothing needs to be done.'],
	])('the advice "%s" is not under "To be mended"', (fix) => {
		const office = new Office();
		office.run(
			result('1', 'refused', '', {
				findings: [{ level: 'error', field: '', value: '', message: 'Customer 1 is odd.', fix }],
			}),
		);
		office.minutes(5);
		expect(office.mails[0]?.text).not.toContain('To be mended');
		expect(office.mails[0]?.text).toContain('As a rule nothing to do (1)');
	});

	test('beside something that is to be mended it is to be mended, and nothing says otherwise', () => {
		const office = new Office();
		const finding = (message: string, fix: string): RunResult['findings'][number] => ({
			level: 'error',
			field: '',
			value: '',
			message,
			fix,
		});
		office.run(
			result('1', 'refused', '', {
				findings: [
					finding('It is zero.', 'There is nothing to do.'),
					finding('No project.', 'Set the project if it has one; otherwise there is nothing to do.'),
					finding('No tag.', 'Set the tag.'),
				],
			}),
		);
		office.minutes(5);
		expect(office.mails[0]?.text).toContain(
			'To be mended (1)\n\n* Customer 1 Firma 1 ApS: refused\n  It is zero. No project. No tag.\n  To do: Set the project if it has one. Set the tag.\n',
		);
	});
});

test('an invoice that was said to wait and now stops posting is said at once', () => {
	const office = new Office();
	office.run(invoice('10003', 'waiting', 'Invoice 10003 waits for 10002.'));
	office.minutes(20);
	expect(office.subjects).toEqual(['1 new finding']);
	office.run(invoice('10003', 'blocked', 'Invoice 10003 is held back by 10001.'));
	office.minutes(1);
	expect(office.subjects).toEqual(['1 new finding', 'posting stands still (invoice 10003)']);
	office.run(
		invoice('10004', 'blocked', 'Invoice 10004 is held back by 10001.'),
		invoice('10003', 'waiting', 'Invoice 10003 waits for 10002.'),
	);
	office.minutes(60);
	expect(office.mails).toHaveLength(2);
});

test('of two addresses that bounce each is said', () => {
	const office = new Office();
	const bounce = (to: string): void =>
		void office.log.push({
			id: office.log.length + 1,
			time: new Date(office.now).toISOString(),
			entity: 'mail',
			key: to,
			outcome: 'failed',
			message: `A mail to ${to} was not taken: 550 No such mailbox`,
			fix: 'Correct it.',
		});
	bounce('a@firm.example');
	office.minutes(20);
	bounce('b@firm.example');
	office.minutes(20);
	expect(office.mails.map(({ text }) => /Mail to (\S+)/.exec(text)?.[1])).toEqual([
		'a@firm.example',
		'b@firm.example',
	]);
});

test('a log of 200,000 rows is read, and one that was made anew is read from its beginning', () => {
	const office = new Office();
	const rows = Array.from({ length: 200_000 }, (_, at): TableRow => ({
		id: at + 1,
		time: '2026-06-01T00:00:00Z',
		entity: 'customer',
		momentId: String(at),
		key: String(at),
		outcome: 'created',
	}));
	const made = digest({ log: rows, inbox: [], settings: office.rows, now: office.now, places: PLACES });
	expect(readState(made.cursor).row).toBe(200_000);
	office.set('notify.lastLogRow', made.cursor);
	expect(
		readState(
			digest({ log: rows.slice(0, 3), inbox: [], settings: office.rows, now: office.now, places: PLACES }).cursor,
		).row,
	).toBe(3);
});

test('names cannot break a line, turn the text around, or become a link; only the address of an execution does', () => {
	const office = new Office();
	const name = 'Firma\r\nBcc: all@firm.example\u202E ApS https://evil.example/';
	office.run(result('1', 'refused', `Customer 1 ${name} has no tag.`, { name }));
	office.minutes(1);
	const [mail] = office.mails;
	expect(mail?.subject).not.toMatch(/[\r\n]/);
	expect(mail?.text).toContain('* Customer 1 Firma Bcc: all@firm.example ApS https://evil.example/: refused\n');
	expect(mail?.html).not.toContain('\u202E');
	expect(mail?.html).not.toContain('href="https://evil');
});

test.each([
	['https://n8n.example/workflow/a/executions/7', true],
	['https://n8n.example/form/moment-uniconta-resend?x=1', true],
	['https://n8n.example/home/executions', true],
	['https://n8n.example/rest/logout', false],
	['https://n8n.example.evil.example/workflow/a', false],
	['https://n8n.example@evil.example/workflow/a', false],
	['https://a:b@n8n.example/workflow/a', false],
	['http://n8n.example/workflow/a', false],
	['https://n8n.example:8443/workflow/a', false],
	['https://evil.example/https://n8n.example/workflow/a', false],
	['https://n8n.example/workflow/../../evil', false],
])('of the addresses in what a run said only those of this n8n are links: %s', (address, isLink) => {
	const office = new Office();
	office.log.push({
		id: 1,
		time: new Date(office.now).toISOString(),
		entity: 'run',
		key: 'customers',
		outcome: 'failed',
		message: `It stopped: see ${address}`,
		fix: `Look. The execution: ${address}`,
	});
	for (let minute = 0; minute < 30; minute++) {
		office.now += MINUTE;
		office.look();
	}
	const html = office.mails[0]?.html ?? '';
	expect(html).toContain(address.replaceAll('&', '&amp;'));
	expect(html.includes(`href="${address}"`)).toBe(isLink);
});

test('a sender that is not one address is not used: mails go out from the first recipient', () => {
	const from = (sender: string): string => notifySettings([{ key: 'notify.from', value: sender }]).from;
	for (const sender of [
		'n8n@company.example',
		'Bogholderi <n8n@company.example>',
		'Bogholderi ApS, "Nord"<n8n@company.example>'.replace(',', ''),
	])
		expect(from(sender)).toBe(sender);
	for (const sender of [
		'n8n',
		'a@b.example, c@d.example',
		'a@b.example; c@d.example',
		'A <a@b.example> <c@d.example>',
		'A <a@b.example>, c@d.example',
		'<>',
		'A <>',
		'A <a>',
		'A\nBcc: x@y.example <a@b.example>',
		'A\r\n<a@b.example>',
		'a@b.example\nBcc: c@d.example',
		'x@y.example <a@b.example>',
		'A\u2028<a@b.example>',
	])
		expect([sender, from(sender)]).toEqual([sender, '']);
});

test('a name of 10,000 characters is cut', () => {
	const office = new Office();
	office.run(result('1', 'refused', '😀'.repeat(10_000), { name: 'x'.repeat(10_000) }));
	office.minutes(1);
	expect(office.mails[0]?.text.length).toBeLessThan(4000);
	expect(office.mails[0]?.text).toMatch(/😀…/u);
});

test('without a recipient nothing is sent and nothing forgotten, and it is known that nobody hears it', () => {
	const office = new Office({ 'notify.addresses': '' });
	expect(office.look()?.nobody ?? false).toBe(false);
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	expect(office.look()).toMatchObject({ nobody: true, send: false });
	office.minutes(60);
	expect(office.mails).toEqual([]);
	office.set('notify.addresses', 'chief@firm.example');
	office.minutes(5);
	expect(office.subjects).toEqual(['1 new finding']);
});

test('a mail that did not go out is tried again after five minutes, with all that has come meanwhile', () => {
	const office = new Office();
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	office.now += MINUTE;
	const first = digest({
		log: office.log,
		inbox: office.inbox,
		settings: office.rows,
		now: office.now,
		places: PLACES,
	});
	expect(first.send).toBe(true);
	// The turn is taken, then the mail server is not there.
	office.set('notify.lastLogRow', first.claim);
	office.minutes(4);
	expect(office.mails).toEqual([]);
	office.minutes(3);
	expect(office.mails).toHaveLength(1);
});

test('a mail server that is down for a day is asked less and less often, and all that has come is said when it is back', () => {
	const office = new Office();
	const tries: number[] = [];
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	for (let minute = 0; minute < 24 * 60; minute++) {
		office.now += MINUTE;
		if (minute % 15 === 14) office.sweep();
		if (minute === 12 * 60) office.run(result('2', 'refused', 'Customer 2 has no tag.'));
		const made = digest({
			log: office.log,
			inbox: office.inbox,
			settings: office.rows,
			now: office.now,
			places: PLACES,
		});
		if (made.send) {
			tries.push(minute);
			office.set('notify.lastLogRow', made.claim);
		}
	}
	expect(tries.slice(0, 6)).toEqual([0, 5, 15, 35, 75, 135]);
	expect(tries.length).toBeLessThan(30);
	office.minutes(60);
	expect(office.subjects).toEqual(['2 new findings']);
	office.minutes(120);
	expect(office.mails).toHaveLength(1);
});

test('with many recipients a slow mail server is given time before a second run begins', () => {
	const office = new Office({
		'notify.addresses': Array.from({ length: 10 }, (_, at) => `p${at}@firm.example`).join(', '),
	});
	office.run(result('1', 'refused', 'Customer 1 has no tag.'));
	office.set(
		'notify.lastLogRow',
		digest({ log: office.log, inbox: office.inbox, settings: office.rows, now: office.now, places: PLACES }).claim,
	);
	office.minutes(29);
	expect(office.mails).toEqual([]);
	office.minutes(1);
	expect(office.mails).toHaveLength(1);
});

test('Moment is asked for its users’ addresses each day, and each hour while one is not known', () => {
	const office = new Office({ 'notify.users': '801' });
	const asks = (): boolean => watch(office.rows, office.now).askUsers;
	expect(asks()).toBe(true);
	office.set('notify.lastLogRow', withAddresses(office.rows, undefined, office.now));
	expect(asks()).toBe(false);
	office.now += 60 * MINUTE;
	expect(asks()).toBe(true);
	office.set(
		'notify.lastLogRow',
		withAddresses(office.rows, [{ id: '801', name: 'U', email: 'u@firm.example', state: 'active' }], office.now),
	);
	expect(readState(cell(office.rows.find(({ key }) => key === 'notify.lastLogRow') ?? {}, 'value')).users).toEqual({
		'801': 'u@firm.example',
	});
	office.now += 23 * 60 * MINUTE;
	expect(asks()).toBe(false);
	office.now += 60 * MINUTE;
	expect(asks()).toBe(true);
	expect(watch(new Office().rows, START).askUsers).toBe(false);
});

test.each([
	['', 0],
	['nonsense', 0],
	['12', 12],
	['{"row":"x","told":7}', 0],
	['[1]', 0],
])('what stands in the cursor’s row is read, whatever it is: %j', (text, row) => {
	expect(readState(text)).toMatchObject({ row, told: {} });
});

test.each(['constructor', '__proto__', 'toString'])(
	'a row of the log with the entity %s, which is not ours, is told in its own words',
	(entity) => {
		const log: TableRow[] = [
			{
				id: 1,
				time: new Date(START).toISOString(),
				entity,
				key: '7',
				momentId: '7',
				name: '',
				outcome: 'refused',
				message: 'Mend it.',
				fix: 'So.',
			},
		];
		const many: TableRow[] = [
			{
				id: 2,
				time: new Date(START).toISOString(),
				entity,
				outcome: 'failed',
				message: '60 did not get through.',
				fix: '',
			},
		];
		const settings: TableRow[] = [
			{ key: 'notify.addresses', value: 'a@firm.example' },
			{ key: 'function Object() { [native code] }.export', value: 'off' },
		];
		const made = digest({ log: [...log, ...many], inbox: [], settings, now: START + 600 * MINUTE, places: PLACES });
		expect(made).toMatchObject({ send: true });
		expect(made.text).toContain(`${entity.charAt(0).toUpperCase()}${entity.slice(1)} 7: refused`);
		expect(made.text).not.toContain('native code');
	},
);

describe('recipients', () => {
	const mail = {
		subject: 's',
		html: 'h',
		text: 't',
		to: ['chief@firm.example', 'no address'],
		cursor: '{"users":{"801":"old@firm.example"}}',
	};
	const settings: TableRow[] = [{ key: 'notify.users', value: '801, 802, 803' }];
	const user = (
		id: string,
		email: string,
		state = 'active',
	): { id: string; name: string; email: string; state: string } => ({ id, name: `U${id}`, email, state });

	test('each address gets one mail; who left, was switched off or has no address is said', () => {
		const { letters, missing, cursor } = recipients(mail, settings, [
			user('801', 'Chief@firm.example'),
			user('802', 'b@firm.example', 'quit'),
		]);
		expect(letters.map(({ to }) => to)).toEqual(['Chief@firm.example']);
		expect(letters[0]?.from).toBe('Chief@firm.example');
		expect(missing.map(({ id }) => id)).toEqual(['802', '803', 'no address']);
		expect(readState(cursor).users).toEqual({ '801': 'Chief@firm.example' });
	});

	test.each([[undefined], [[]]])(
		'on a day when Moment cannot be asked, or shows no user at all, the addresses it had last are taken',
		(users) => {
			const { letters, missing } = recipients(mail, settings, users);
			expect(letters.map(({ to }) => to)).toEqual(['chief@firm.example', 'old@firm.example']);
			expect(missing.map(({ id }) => id)).toEqual(['no address']);
		},
	);

	test.each(['constructor', '__proto__', 'toString'])('a user called %s has no address of itself', (id) => {
		const named: TableRow[] = [{ key: 'notify.users', value: id }];
		for (const users of [undefined, [user('802', 'b@firm.example')]]) {
			expect(recipients(mail, named, users).letters.map(({ to }) => to)).toEqual(['chief@firm.example']);
		}
		const settingsRows: TableRow[] = [
			...named,
			{ key: 'notify.lastLogRow', value: JSON.stringify({ asked: START }) },
		];
		expect([59, 60].map((minutes) => watch(settingsRows, START + minutes * MINUTE).askUsers)).toEqual([
			false,
			true,
		]);
	});

	test('an address that bounces is one row, and one more when it works again; when nobody got it the cursor stays', () => {
		const log: TableRow[] = [];
		const send = (...refusals: string[]): { sent: boolean; rows: string[] } => {
			const { sent, rows } = afterSending({
				deliveries: refusals.map((refusal, at) => ({ to: `${at}@x.example`, refusal })),
				missing: [],
				log,
				now: START,
				execution: '1',
			});
			log.push(...rows.map((row, index) => ({ ...row, id: log.length + index + 1 })));
			return { sent, rows: rows.map(({ key, outcome }) => `${key} ${outcome}`) };
		};
		expect(send('', '550 no')).toEqual({ sent: true, rows: ['1@x.example failed'] });
		expect(send('', '550 no')).toEqual({ sent: true, rows: [] });
		expect(send('down', 'down')).toEqual({ sent: false, rows: ['all unsent'] });
		expect(send('down', 'down')).toEqual({ sent: false, rows: [] });
		expect(send('', '')).toEqual({ sent: true, rows: ['all sent', '1@x.example sent'] });
		// Only users were chosen, and none can be reached.
		expect(send()).toEqual({ sent: false, rows: ['all unsent'] });
	});
});

test.each([
	['expenses.cursor', {}],
	['expenses.cursor@7', { 'company.id': '7' }],
])(
	'very many postings that wait for the same thing are one mail, and one more when an import has got through (%s)',
	(cursor, company) => {
		const office = new Office({ 'expenses.export': 'on', [cursor]: '0', ...company });
		const refused = Array.from({ length: 60 }, (_, at): RunResult =>
			result(`1/B/${at}`, 'failed', 'project 3001 has no activity "<b>", and Moment refuses to create it.', {
				entity: 'expense',
				momentId: `1/B/${at}`,
			}),
		);
		const imports = (): void => {
			// Not into the inbox: the template of the expenses has none.
			const said = logRows(refused, { now: office.now, execution: '8', known: office.log });
			office.log.push(...said.map((row, index) => ({ ...row, id: office.log.length + index + 1 })));
		};
		imports();
		office.minutes(90, () => {
			if (office.now % (30 * MINUTE) === 0) imports();
		});
		expect(office.mails).toHaveLength(1);
		expect(office.mails[0]?.text).toContain('60 records of this run did not get through');
		office.set(cursor, '812');
		office.minutes(60);
		expect(office.mails).toHaveLength(2);
	},
);
