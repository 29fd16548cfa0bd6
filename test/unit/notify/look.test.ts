import { lookForNews, emptiedSettings, tellingTrouble, type LookInput, type News } from '../../../lib/notify/look';
import { addressesIn, overLetters, troubleLetters, type KeptOutside } from '../../../lib/notify/outsideTables';
import { noteDeliveries, writeLetters } from '../../../lib/notify/writeLetters';
import { DIGEST_KEY } from '../../../lib/state/digestState';
import { StoreTrouble } from '../../../lib/state/storeTrouble';
import { cell, type TableRow } from '../../../lib/state/tables';
import { MINUTE, StateRig } from '../../support/stateRig';

const CHOSEN = { 'notify.addresses': 'a@x.example, b@x.example', 'notify.users': '801', [DIGEST_KEY]: '{}' };
const refused = {
	entity: 'customer',
	momentId: '7',
	key: '30001',
	name: 'Firma',
	outcome: 'refused',
	message: 'No tag.',
	fix: 'Choose one.',
	time: '2026-01-05T11:00:00Z',
};
const run = (rig: StateRig) => ({ now: rig.now, execution: '12' });

async function look(rig: StateRig, more: Partial<LookInput> = {}): Promise<News> {
	return await lookForNews(tellingTrouble(rig.store), {
		...run(rig),
		byHand: false,
		places: { n8nUrl: 'https://n8n.example', resendUrl: '' },
		inDoubt: false,
		onSettings: () => undefined,
		...more,
	});
}

/** One refused customer, on a minute at which nothing is looked at without a new row. */
function rigWith(settings: Record<string, string> = CHOSEN): StateRig {
	const rig = new StateRig(settings);
	rig.now += MINUTE;
	rig.put('log', [refused]);
	rig.put('inbox', [{ entity: 'customer', momentId: '7', key: '30001', state: 'refused', due: null }]);
	return rig;
}
const kept = (rig: StateRig): string =>
	cell(rig.rows('settings').find((row) => cell(row, 'key') === DIGEST_KEY) ?? {}, 'value');

describe('a look', () => {
	it('takes the turn and gives the mail; a second run at the same time does not', async () => {
		const rig = rigWith();
		const held = kept(rig);
		const news = await look(rig);
		expect(news.mail).toMatchObject({
			subject: 'Moment and Uniconta: 1 new finding',
			to: ['a@x.example', 'b@x.example'],
		});
		expect(kept(rig)).not.toBe(held);
		expect((await look(rig)).mail).toBeUndefined();
	});

	it('of two that read the same row only one sends', async () => {
		const rig = rigWith();
		const both = await Promise.all([look(rig), look(rig)]);
		expect(both.filter(({ mail }) => mail !== undefined)).toHaveLength(1);
	});

	it('begins by keeping its place, and tells nothing of before', async () => {
		const rig = rigWith({ 'notify.addresses': CHOSEN['notify.addresses'] });
		expect((await look(rig)).mail).toBeUndefined();
		expect(kept(rig)).toBe('{}');
	});

	it('ends a quiet minute after two small reads', async () => {
		const rig = rigWith({ ...CHOSEN, 'notify.users': '', [DIGEST_KEY]: '{"row":1}' });
		rig.calls.length = 0;
		expect(await look(rig)).toEqual({ heartbeatUrl: '' });
		expect(rig.calls.filter(({ action }) => action !== 'list').map(({ action }) => action)).toEqual(['get', 'get']);
	});

	it('says in the log once a day that nobody was chosen', async () => {
		const rig = rigWith({ [DIGEST_KEY]: '{}' });
		for (const minutes of [0, 5, 5]) {
			rig.now += minutes * MINUTE;
			expect((await look(rig, { byHand: true })).mail).toBeUndefined();
		}
		expect(rig.rows('log').filter((row) => cell(row, 'entity') === 'mail')).toMatchObject([
			{ key: 'all', outcome: 'unsent' },
		]);
	});

	it('asks for the addresses of the chosen users when there is nothing to tell', async () => {
		const rig = rigWith({ ...CHOSEN, [DIGEST_KEY]: '{"row":1}' });
		const { askUsersAt = '' } = await look(rig);
		expect(askUsersAt).toBe('{"row":1}');
		const users = [{ id: '801', name: 'Maja', email: 'm@x.example', state: 'active' }];
		expect(await writeLetters(rig.store, { about: 'addresses', held: askUsersAt }, users, run(rig))).toEqual([]);
		expect(JSON.parse(kept(rig))).toMatchObject({ users: { 801: 'm@x.example' } });
		expect((await look(rig)).askUsersAt).toBeUndefined();
	});
});

describe('the letters of a mail', () => {
	const mail = { subject: 's', html: 'h', text: 't', to: ['a@x.example', 'b@x.example'], cursor: '{"row":1}' };
	const maja = { id: '801', name: 'Maja', email: 'm@x.example', state: '' };

	it('go to the addresses and the users; what was told is remembered, who was not reached is logged', async () => {
		const rig = rigWith();
		const letters = await writeLetters(rig.store, { about: 'findings', mail }, [maja], run(rig));
		expect(letters.map(({ to, from }) => [to, from])).toEqual([
			['a@x.example', 'a@x.example'],
			['b@x.example', 'a@x.example'],
			['m@x.example', 'a@x.example'],
		]);
		const deliveries = letters.map(({ to }, at) => ({ to, refusal: at === 1 ? '550 no such mailbox' : '' }));
		const { cursor = '', missing = [] } = letters[0] ?? {};
		expect(await noteDeliveries(rig.store, { deliveries, cursor, missing }, run(rig))).toEqual({
			sent: 2,
			refused: 1,
		});
		expect(JSON.parse(kept(rig))).toMatchObject({ row: 1, users: { 801: 'm@x.example' } });
		expect(rig.rows('log').at(-1)).toMatchObject({ entity: 'mail', key: 'b@x.example', outcome: 'failed' });
	});

	it('that reach nobody leave what was told as it was', async () => {
		const rig = rigWith();
		const before = kept(rig);
		const deliveries = [{ to: 'a@x.example', refusal: 'The mail server is down' }];
		await noteDeliveries(rig.store, { deliveries, cursor: '{"row":1}', missing: [] }, run(rig));
		expect(kept(rig)).toBe(before);
		expect(rig.rows('log').at(-1)).toMatchObject({ entity: 'mail', key: 'all', outcome: 'unsent' });
	});

	it('without anybody who has an address are none, and the log says so', async () => {
		const rig = rigWith();
		const user = { id: '802', name: 'U', email: 'u@x.example', state: '' };
		expect(
			await writeLetters(rig.store, { about: 'findings', mail: { ...mail, to: [] } }, [user], run(rig)),
		).toEqual([]);
		expect(rig.rows('log').filter((row) => cell(row, 'entity') === 'mail')).toHaveLength(2);
	});

	it('go to the addresses of before where Moment could not be asked', async () => {
		const rig = rigWith();
		const remembering = { ...mail, cursor: '{"users":{"801":"old@x.example"}}' };
		const letters = await writeLetters(rig.store, { about: 'findings', mail: remembering }, undefined, run(rig));
		expect(letters.map(({ to }) => to)).toEqual(['a@x.example', 'b@x.example', 'old@x.example']);
	});
});

describe('trouble with the tables', () => {
	const full = new StoreTrouble("n8n's Data Tables are full (50MB used, limit is 50MB).", 'Make room.');
	const outside = (): KeptOutside => ({ to: ['a@x.example', 'b@x.example'], from: '' });
	const NOON = Date.UTC(2026, 0, 5, 12);

	it('is found every five minutes, when nothing else is to be written', async () => {
		const rig = rigWith({ ...CHOSEN, 'notify.users': '', [DIGEST_KEY]: '{"row":1}' });
		rig.fault = ({ action }) => (action === 'update' ? 'before' : undefined);
		await look(rig);
		await expect(look(rig, { inDoubt: true })).rejects.toThrow(StoreTrouble);
		rig.now += 4 * MINUTE;
		await expect(look(rig)).rejects.toThrow("n8n's Data Tables cannot be used: The database is busy");
		rig.fault = undefined;
		await look(rig);
	});

	it('is told when it has lasted for three minutes, and once a day', () => {
		const rest = outside();
		const at = (minutes: number, said = full): number => troubleLetters(rest, said, NOON + minutes * MINUTE).length;
		expect([at(0), at(1), at(2.9)]).toEqual([0, 0, 0]);
		const letters = troubleLetters(rest, full, NOON + 3 * MINUTE);
		expect(letters.map(({ to, from }) => [to, from])).toEqual([
			['a@x.example', 'a@x.example'],
			['b@x.example', 'a@x.example'],
		]);
		expect(letters[0]?.text).toContain('To do: Make room.');
		// Not sent: tried again after five minutes.
		expect([at(4), at(8)]).toEqual([0, 2]);
		rest.trouble!.told = NOON + 8 * MINUTE;
		const grown = new StoreTrouble(full.message.replace('50MB used', '51MB used'), full.fix);
		expect([at(20, grown), at(8 + 24 * 60)]).toEqual([0, 2]);
	});

	it('that is over is told to those who were told, and to nobody else', () => {
		const rest = outside();
		troubleLetters(rest, full, NOON);
		expect(overLetters(rest)).toEqual([]);
		expect(rest.trouble).toBeUndefined();
		rest.trouble = { message: full.message, since: NOON, tried: NOON, told: NOON };
		expect(overLetters(rest).map(({ subject }) => subject)).toEqual([
			'Moment and Uniconta: the Data Tables can be used again',
			'Moment and Uniconta: the Data Tables can be used again',
		]);
	});

	it('goes to those who were chosen when the settings could be read', () => {
		const rows = (settings: Record<string, string>): TableRow[] =>
			Object.entries(settings).map(([key, value], id) => ({ id, key, value }));
		expect(
			addressesIn(
				rows({
					'notify.addresses': 'a@x.example, nonsense',
					'notify.users': '801, 802',
					'notify.from': 'Books <n8n@x.example>',
					[DIGEST_KEY]: '{"users":{"801":"m@x.example","803":"gone@x.example"}}',
				}),
			),
		).toEqual({ to: ['a@x.example', 'm@x.example'], from: 'Books <n8n@x.example>' });
		expect(emptiedSettings(rows({ [DIGEST_KEY]: '{}' }))?.message).toContain('was deleted or emptied');
		expect(emptiedSettings(rows({ [DIGEST_KEY]: '{}', 'company.id': '1' }))).toBeUndefined();
	});
});
