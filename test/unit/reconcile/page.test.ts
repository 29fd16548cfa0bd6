import fc from 'fast-check';
import { chart } from '../../../lib/reconcile/chart';
import { isMailDue, reconciliationMail } from '../../../lib/reconcile/mail';
import { reconciliationPage } from '../../../lib/reconcile/page';
import { readTold, tidingsOf } from '../../../lib/reconcile/told';
import { SCRIPT, STYLE } from '../../../lib/reconcile/pageStyle';
import { money } from '../../../lib/reconcile/words';
import type { Reconciliation } from '../../../lib/reconcile/types';
import { customer, invoiceRow, planned, rig, row } from '../../support/reconcile';

const AT = Date.parse('2026-03-05T04:20:00Z');
const DAY = 86_400_000;
const LOOK = { now: AT, zone: 'Europe/Copenhagen' };
const EVIL = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&`;

/** The page without what is ours. */
function bodyOf(result: Reconciliation): string {
	const page = reconciliationPage(result, LOOK);
	return page.slice(page.indexOf('<main>'), page.indexOf(`<script>${SCRIPT}`));
}

describe('the page', () => {
	it('escapes every value, wherever it stands', () => {
		const name = EVIL;
		const result = rig({
			customers: [
				customer(
					EVIL,
					{ Name: name },
					{ name, findings: [{ level: 'error', field: 'Name', value: '', message: EVIL, fix: '' }] },
				),
				customer('2', { Name: EVIL }),
			],
			rows: [row('2', { Name: `b${EVIL}` }), row(`x${EVIL}`, { Name: EVIL })],
			invoices: [planned('10001', { Date: '2026-03-05', Currency: EVIL })],
			invoiceRows: [],
		});
		const body = bodyOf({ ...result, remarks: [EVIL] });
		expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
		expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;');
	});

	it('has no tag but its own, for any text', () => {
		const tags =
			/^(main|h1|h2|h3|p|b|i|br|section|article|span|dl|dt|dd|div|svg|line|text|rect|title|table|thead|tbody|tr|th|td|select|option|input|noscript)$/;
		fc.assert(
			fc.property(fc.string(), fc.string(), (key, name) => {
				const body = bodyOf(
					rig({ customers: [customer(key, {}, { name })], rows: [row('7', { Name: name })] }),
				);
				return [...body.matchAll(/<\/?([^\s>/]*)/g)].every(([, tag = '']) => tags.test(tag));
			}),
			{ numRuns: 100 },
		);
	});

	it('loads nothing from outside, and lets no script run but its own', () => {
		const page = reconciliationPage(rig({ customers: [customer('1')], rows: [] }), LOOK);
		expect(page.match(/https?:\/\/|src=|url\(|@import/g)).toBeNull();
		expect(page).toMatch(/default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/]{43}='/);
		expect(page.match(/<script/g)).toHaveLength(1);
	});

	it('says that all is equal, that nothing was compared, and that a comparison is old', () => {
		const equal = rig({ customers: [customer('1')], rows: [row('1')] });
		expect(reconciliationPage(equal, LOOK)).toContain('✓ Both systems hold the same.');
		expect(reconciliationPage(equal, { ...LOOK, now: AT + DAY })).not.toContain('days old');
		expect(reconciliationPage(equal, { ...LOOK, now: AT + 3 * DAY })).toContain('This is 3 days old');
		expect(reconciliationPage(undefined, LOOK)).toContain('Nothing has been compared yet');
		const failed = reconciliationPage(equal, {
			...LOOK,
			failure: { at: AT, message: 'Uniconta <did> not answer.' },
		});
		expect(failed).toContain(
			'The comparison of 2026-03-05 05:20 (Europe/Copenhagen) did not get through: Uniconta &lt;did&gt; not answer. This is the last one that did.',
		);
		expect(failed).toContain('✓ Both systems hold the same.');
	});

	it('says times on the clock of the workflow, and which it is; in a zone that is none in Danish time', () => {
		const equal = rig({ customers: [customer('1')], rows: [row('1')] });
		const summer = { ...equal, comparedAt: '2026-07-01T22:20:00.000Z' };
		expect(reconciliationPage(summer, LOOK)).toContain('Compared 2026-07-02 00:20 (Europe/Copenhagen). Nothing');
		expect(reconciliationPage(summer, { ...LOOK, zone: 'America/New_York' })).toContain(
			'Compared 2026-07-01 18:20 (America/New_York).',
		);
		expect(reconciliationPage(summer, { ...LOOK, zone: 'nonsense' })).toContain(
			'Compared 2026-07-02 00:20 (Europe/Copenhagen).',
		);
		expect(reconciliationMail(summer, tidingsOf(summer, {}), { pageUrl: '', zone: LOOK.zone }).text).toContain(
			'compared 2026-07-02 00:20 (Europe/Copenhagen).',
		);
		expect(bodyOf(equal)).not.toContain('UTC');
	});

	it('hides the columns in which nothing stands, and breaks no word but a very long one', () => {
		const extra = bodyOf(
			rig({ customers: [], rows: [row('7', { Name: 'Entreprenørforretningen Christiansen & Sønner ApS' })] }),
		);
		expect(extra).toContain('<table id="differences" class="without5 without6 without7">');
		expect(extra).toContain('<td data-label="Name">Entreprenørforretningen');
		expect(extra).toContain('<td data-label="Why">No record of Moment has this number.</td>');
		const both = bodyOf(
			rig({
				customers: [customer('1', { Www: `https://${'a'.repeat(60)}.example` })],
				rows: [row('1', { Www: 'https://b.example' })],
			}),
		);
		expect(both).toContain('<td data-label="Moment" class="long">https://aaa');
		expect(both).toContain('<table id="differences" class="without8">');
		expect(STYLE).toContain('#differences.without8 :is(th,td):nth-child(8){display:none}');
		expect(STYLE.match(/[^{}]*\{[^{}]*overflow-wrap:anywhere/g)).toEqual([expect.stringContaining('td.long{')]);
	});

	it('shows a month in which the systems differ three times: one, the other, and the difference', () => {
		const body = bodyOf(
			rig({
				invoices: [planned('10001', { NetAmount: 1234567.5 })],
				invoiceRows: [invoiceRow('10001', { NetAmount: 1234567.25 })],
			}),
		);
		expect([...body.matchAll(/data-label="Net" class="n">([^<]*)</g)].map(([, net]) => net)).toEqual([
			'1,234,567.50',
			'1,234,567.25',
			'-0.25',
		]);
	});
});

describe('the chart', () => {
	it('draws both systems for each month of the currency, also below zero', () => {
		const { months } = rig({
			invoices: [
				planned('1'),
				planned('2', { Date: '2026-04-01', NetAmount: -500 }),
				planned('3', { Currency: 'EUR' }),
			],
			invoiceRows: [invoiceRow('1'), invoiceRow('2', { Date: '2026-04-01', NetAmount: -500 })],
		});
		const svg = chart(months, 'DKK');
		expect([...svg.matchAll(/<title>([^<]*)</g)].map(([, title]) => title)).toEqual([
			'2026-03, Moment: 100.00 DKK',
			'2026-03, Uniconta: 100.00 DKK',
			'2026-04, Moment: -500.00 DKK',
			'2026-04, Uniconta: -500.00 DKK',
		]);
		expect(svg).not.toMatch(/NaN|Infinity|height="-/);
	});

	it('holds for any amounts', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }), { minLength: 1, maxLength: 30 }),
				(cents) => {
					const { months } = rig({
						invoices: cents.map((net, at) =>
							planned(String(at + 1), {
								NetAmount: net / 100,
								Date: `20${10 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`,
							}),
						),
						invoiceRows: [],
					});
					return !/NaN|Infinity|height="-/.test(chart(months, 'DKK'));
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe('the mail', () => {
	const result = rig({
		customers: [customer('1', { ContactEmail: 'secret@b.example', Group: '2' }, { name: EVIL })],
		rows: [row('1', { ContactEmail: 'old@b.example', Group: '1' })],
		invoices: [planned('10001')],
		invoiceRows: [invoiceRow('10001', { TotalAmount: 124.99 })],
	});

	it('names what differs, with both values but for contact data; every value escaped', () => {
		const mail = reconciliationMail(result, tidingsOf(result, {}), {
			pageUrl: 'https://n8n.example/webhook/page',
			zone: 'Europe/Copenhagen',
		});
		expect(mail.subject).toBe(
			'Moment and Uniconta: 3 new differences; Customers: 1 differing; Invoices: 1 differing',
		);
		expect(mail.text).toContain('* Invoice 10001 "Bageriet": Total is "125.00" in Moment, "124.99" in Uniconta');
		expect(mail.text).toContain('E-mail differs');
		expect(mail.text).toContain('Customer group is "2" in Moment, "1" in Uniconta');
		expect(`${mail.text}${mail.html}`).not.toContain('@b.example');
		expect(mail.html).not.toMatch(/<script|<img/);
		expect(mail.html).toContain('href="https://n8n.example/webhook/page"');
	});

	it('tells each difference once, again when its values change, and when it is over', () => {
		const told = readTold(JSON.stringify(tidingsOf(result, {}).told));
		const again = tidingsOf(result, told);
		expect([isMailDue(again), again.older]).toEqual([false, 3]);
		const changed = rig({
			customers: [customer('1')],
			rows: [row('1')],
			invoices: [planned('10001')],
			invoiceRows: [invoiceRow('10001', { TotalAmount: 120 })],
		});
		const next = tidingsOf(changed, told);
		expect([
			next.fresh.map(({ field }) => field),
			next.over.map(({ kind, key, field }) => [kind, key, field]),
		]).toEqual([
			['Total'],
			[
				['customer', '1', 'E-mail'],
				['customer', '1', 'Customer group'],
			],
		]);
		const equal = rig({
			customers: [customer('1')],
			rows: [row('1')],
			invoices: [planned('10001')],
			invoiceRows: [invoiceRow('10001')],
		});
		const over = tidingsOf(equal, next.told);
		const mail = reconciliationMail(equal, over, { pageUrl: '', zone: 'Europe/Copenhagen' });
		expect(mail.subject).toBe('Moment and Uniconta: the same in both again');
		expect(mail.text).toContain('* Invoice 10001: Total');
		expect([over.told, isMailDue(tidingsOf(equal, over.told))]).toEqual([{}, false]);
	});

	it('says nothing of what is about to be done by itself, and nothing as over of a kind that was not compared', () => {
		const inbox = [{ entity: 'customer', momentId: 'm1', state: 'due', message: '' }];
		const passing = rig({ customers: [customer('1'), customer('2')], rows: [], inbox });
		const { fresh, told } = tidingsOf(passing, {});
		expect(fresh.map(({ key }) => key)).toEqual(['2']);
		expect(isMailDue(tidingsOf(rig({ invoices: [], invoiceRows: [] }), told))).toBe(false);
		// Told of before, and now on its way: neither new nor over.
		expect(
			isMailDue(
				tidingsOf(passing, tidingsOf(rig({ customers: [customer('1'), customer('2')], rows: [] }), {}).told),
			),
		).toBe(false);
		expect(readTold('nonsense')).toEqual({});
	});
});

test('money is written with two decimals and thousands apart', () => {
	expect(['0', '-1250.5', '1234567.89', '-0.25', 'abc'].map(money)).toEqual([
		'0.00',
		'-1,250.50',
		'1,234,567.89',
		'-0.25',
		'abc',
	]);
});
