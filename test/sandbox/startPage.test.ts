import { outcomeReport } from '../../sandbox/runner/report';
import { livePart, startPage, type StartLive, type StartPlaces } from '../../sandbox/runner/startPage';
import { summarize } from '../../sandbox/runner/summary';

const evil = '<script>alert(1)</script>"\'&';
const row = (entity: string, key: string, outcome: string, more: Record<string, string> = {}) => ({
	entity,
	key,
	momentId: key,
	name: `Name ${key}`,
	outcome,
	message: '',
	fix: '',
	...more,
});
const log = [
	row('customer', '20001', 'failed', { message: 'No answer' }),
	row('customer', '20001', 'created'),
	row('customer', '20002', 'refused', { message: 'No tag', fix: 'Choose one' }),
	row('invoice', '10001', 'posted'),
	row('expense', 'a/b', 'refused', { momentId: '' }),
	row('expense', 'a/b', 'created', { momentId: '7' }),
	row('mail', 'x@firm.example', 'unsent', { message: '550' }),
];

test('the last row of a record counts, by kind and outcome; what did not get through comes with its fix', () => {
	const summary = summarize(log);
	expect(summary.kinds).toEqual([
		{ entity: 'customer', total: 2, outcomes: { created: 1, refused: 1 } },
		{ entity: 'invoice', total: 1, outcomes: { posted: 1 } },
		{ entity: 'expense', total: 1, outcomes: { created: 1 } },
	]);
	expect(summary.open.map(({ key }) => key)).toEqual(['20002', 'x@firm.example']);
	const report = outcomeReport(log);
	expect(report).toMatch(/^ +all +created +posted +refused$/m);
	expect(report).toMatch(/^ {2}customers +2 +1 +– +1$/m);
	expect(report).toContain('→ Choose one');
	expect(report).not.toContain('20001');
	expect(outcomeReport(log, { all: true })).toContain('20001');
	expect(outcomeReport([])).toContain('nothing was done');
});

const places: StartPlaces = {
	n8nUrl: 'http://127.0.0.1:5678',
	owner: { email: evil, password: evil },
	pages: { user: evil, password: evil },
	workflows: [{ file: 'customers', name: evil, id: evil, runnable: true }],
	tables: [{ name: evil, address: `/${evil}` }],
	momentUrl: 'http://127.0.0.1:1',
	unicontaUrl: 'http://127.0.0.1:2',
	mailUrl: 'http://127.0.0.1:3',
	customer: { name: evil, momentId: '1', unicontaRowId: '2' },
	docs: [`${evil}.md`],
};
const live: StartLive = {
	summary: summarize([row('customer', evil, 'refused', { name: evil, message: evil, fix: evil })]),
	waiting: 1,
	running: 0,
	mails: [{ at: '2026-11-23T10:00:00.000Z', subject: evil }],
	moment: evil,
	uniconta: evil,
	unicontaStopped: true,
};

test('the start page escapes whatever stands in records, mails and names', () => {
	const page = startPage(places, live, { said: evil, nonce: 'n' });
	expect(page.match(/<script/g)).toEqual(['<script']);
	expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
	expect(page).toContain('Uniconta is stopped');
});

test('while n8n does not answer, the page says so', () => {
	expect(livePart(places, { ...live, summary: undefined })).toContain('n8n does not answer');
});
