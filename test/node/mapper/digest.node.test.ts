import type { INodeExecutionData } from 'n8n-workflow';
import { items, runMapper } from '../../support/nodeRuns';
import { jsonOf } from '../../support/runNode';

/** The steps of the notifications and of the form that sends again, in n8n's engine. */

const settings = [
	{ key: 'notify.addresses', value: 'a@x.example, b@x.example' },
	{ key: 'notify.users', value: '801' },
	{ key: 'notify.lastLogRow', value: '{}' },
];
const log = [
	{
		id: 1,
		entity: 'customer',
		momentId: '7',
		key: '30001',
		name: 'Firma',
		outcome: 'refused',
		message: 'No tag.',
		fix: 'Choose one.',
		time: '2026-01-01T00:00:00Z',
	},
];
const inbox = [{ id: 1, entity: 'customer', momentId: '7', key: '30001', state: 'refused' }];

test('Look for News, Compose, List Letters, Read What Was Sent, List Log Rows: one after the other', async () => {
	const [seen] = jsonOf(
		await runMapper({ resource: 'digest', operation: 'watch', settings: JSON.stringify(settings) }),
	);
	expect(seen).toMatchObject({ begun: true, held: '{}', row: 0, heartbeatUrl: '' });
	const [mail] = jsonOf(
		await runMapper({
			resource: 'digest',
			operation: 'compose',
			log: JSON.stringify(log),
			inbox: JSON.stringify(inbox),
			settings: JSON.stringify(settings),
			n8nUrl: 'https://n8n.example',
			resendUrl: '',
		}),
	);
	expect(mail).toMatchObject({
		send: true,
		subject: 'Moment and Uniconta: 1 new finding',
		to: ['a@x.example', 'b@x.example'],
	});
	const users = items({ id: '801', name: 'Maja', email: 'm@x.example', state: '' });
	const letters = jsonOf(
		await runMapper(
			{
				resource: 'digest',
				operation: 'letters',
				digest: JSON.stringify(mail),
				settings: JSON.stringify(settings),
			},
			{ input: users },
		),
	);
	expect(letters.map(({ to, from }) => [to, from])).toEqual([
		['a@x.example', 'a@x.example'],
		['b@x.example', 'a@x.example'],
		['m@x.example', 'a@x.example'],
	]);
	const answers = items(
		{ accepted: ['a@x.example'] },
		{ error: '550 no such mailbox' },
		{ accepted: ['m@x.example'] },
	);
	const [sent] = jsonOf(
		await runMapper(
			{ resource: 'digest', operation: 'sent', sentLetters: JSON.stringify(letters), log: '[]' },
			{ input: answers },
		),
	);
	expect(sent).toMatchObject({ sent: true, rows: [{ entity: 'mail', key: 'b@x.example', outcome: 'failed' }] });
	const outputs = await runMapper({ resource: 'digest', operation: 'mailRows', sendingResult: JSON.stringify(sent) });
	expect(outputs.map((output) => output.length)).toEqual([1, 0]);
	expect(await runMapper({ resource: 'digest', operation: 'mailRows', sendingResult: '{"rows":[]}' })).toMatchObject([
		[],
		[{ json: {} }],
	]);
});

test('when Moment could not be asked for its users, the mail goes to the others; without anybody one item says so', async () => {
	const digest = JSON.stringify({ subject: 's', html: 'h', text: 't', to: ['a@x.example'], cursor: '{}' });
	const failed = items({ error: 'Moment could not be reached' });
	expect(
		jsonOf(
			await runMapper(
				{ resource: 'digest', operation: 'letters', digest, settings: JSON.stringify(settings) },
				{ input: failed },
			),
		),
	).toMatchObject([{ to: 'a@x.example', missing: [] }]);
	const nobody = JSON.stringify({ subject: 's', html: 'h', text: 't', to: [], cursor: '{}' });
	expect(
		jsonOf(
			await runMapper(
				{ resource: 'digest', operation: 'letters', digest: nobody, settings: JSON.stringify(settings) },
				{ input: items({ id: '802', name: 'U', email: 'u@x.example', state: '' }) },
			),
		),
	).toMatchObject([{ to: '', missing: [{ id: '801' }] }]);
});

test('Note Addresses keeps those of the chosen users; where Moment could not be asked, those of before', async () => {
	const note = async (input: INodeExecutionData[]): Promise<unknown> => {
		const [noted] = jsonOf(
			await runMapper(
				{ resource: 'digest', operation: 'addresses', settings: JSON.stringify(settings) },
				{ input },
			),
		);
		return JSON.parse(typeof noted?.cursor === 'string' ? noted.cursor : '');
	};
	expect(
		await note(
			items(
				{ id: '801', name: 'Maja', email: 'm@x.example', state: 'active' },
				{ id: '802', name: 'U', email: 'u@x.example', state: '' },
			),
		),
	).toMatchObject({ users: { 801: 'm@x.example' }, asked: expect.any(Number) as number });
	expect(await note(items({ error: 'Moment could not be reached' }))).toMatchObject({ users: {} });
});

test('Plan finds what tables and Moment know, says what went wrong, and List Marks makes rows that are due', async () => {
	const wish = {
		resource: 'resend',
		operation: 'plan',
		kind: 'Customers',
		which: 'Numbers, as entered below',
		numbers: '30001, 30002',
		log: JSON.stringify(log),
		inbox: JSON.stringify(inbox),
		settings: '[]',
	};
	const [first] = jsonOf(await runMapper({ ...wish, asked: false }));
	expect(first).toMatchObject({
		count: 1,
		unknown: '30001, 30002',
		kind: 'customer',
		choice: 'numbers',
		remarks: [],
	});
	const [second] = jsonOf(
		await runMapper(
			{ ...wish, asked: true },
			{ input: items({ id: '8', customerNumber: '30002', name: 'Anden' }) },
		),
	);
	expect(second).toMatchObject({ count: 2, remarks: [] });
	const [unasked] = jsonOf(
		await runMapper(
			{ ...wish, asked: true },
			{ input: items({ outcome: 'failed', findings: [{ message: 'Moment could not be reached.' }] }) },
		),
	);
	expect(unasked).toMatchObject({
		count: 1,
		remarks: ['Moment could not be asked for 30002: Moment could not be reached.'],
	});
	const marks = jsonOf(await runMapper({ resource: 'resend', operation: 'marks', plan: JSON.stringify(second) }));
	expect(marks).toMatchObject([
		{ entity: 'customer', momentId: '7', key: '30001', state: 'due', attempts: 0 },
		{ momentId: '8', key: '30002', state: 'due' },
	]);
});

test('List Marks makes none of a stop, of another kind, or of an id that is none; the others go on', async () => {
	const row = { entity: 'invoice', momentId: '9', key: '10001' };
	const rows = [
		{ ...row, entity: 'stop' },
		{ ...row, momentId: 'stop-9' },
		{ ...row, momentId: '1'.repeat(20) },
		{ ...row, momentId: 9 },
		{ ...row, entity: 'expense' },
		null,
		row,
	];
	expect(
		jsonOf(await runMapper({ resource: 'resend', operation: 'marks', plan: JSON.stringify({ rows }) })),
	).toMatchObject([{ entity: 'invoice', momentId: '9', state: 'due' }]);
});
