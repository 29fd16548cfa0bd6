import { NOTHING_KNOWN } from '../../../../lib/core/identity';
import { project as projectDefinition } from '../../../../lib/uniconta/upsert/project';
import { upsert } from '../../../../lib/uniconta/upsert/upsert';
import type { UnicontaSettings } from '../../../../sandbox/standins/uniconta/settings';
import { mapOne } from '../../../support/customerSource';
import { fakeClock } from '../../../support/fakeClock';
import { mapProject } from '../../../support/projectSource';
import { knownAfter } from '../../../support/upsertResults';
import { startUnicontaRig, type UnicontaRig } from '../../../support/unicontaRig';

let rig: UnicontaRig;
beforeAll(async () => {
	rig = await startUnicontaRig();
});
afterAll(async () => {
	await rig.stop();
});

const DIRTY = 'Nord\u0000lys\u0007 \u001B[1mA/S\u0085\uD83C Vest';
const CLEAN = 'Nordlys [1mA/S Vest';

describe.each(['refused', 'kept', 'dropped'] as const)('control characters (%s in Uniconta)', (textControls) => {
	it('are taken out of a customer, who is written once', async () => {
		rig.reset({ textControls });
		const given = { name: DIRTY, addressLine1: 'Havnen\u0000 1\r\nBaghuset', postalPlace: 'Aar\u001Fhus C\t' };
		const [first] = await rig.write([mapOne(given)]);
		expect([first?.outcome, ...(first?.findings ?? [])]).toEqual(['created']);
		expect(rig.debtor(first?.key ?? '')).toMatchObject({
			Name: CLEAN,
			Address1: 'Havnen 1 Baghuset',
			City: 'Aarhus C',
		});
		for (const known of [knownAfter(first === undefined ? [] : [first], 'customer'), NOTHING_KNOWN]) {
			rig.forget();
			const [again] = await rig.write([mapOne(given, {}, known)]);
			expect([again?.outcome, ...(again?.findings ?? []).filter(({ level }) => level === 'error')]).toEqual([
				'unchanged',
			]);
			expect(rig.writes()).toEqual([]);
		}
	});

	it('are taken out of a project, whose description keeps its lines', async () => {
		rig.reset({ textControls });
		rig.person.add('DebtorClient', { Account: '20007', Name: 'Nordlys A/S', Group: 'ERHV' });
		const mapped = mapProject({
			name: DIRTY,
			customerNumber: '20007',
			customerName: 'Nordlys A/S',
			description: 'Etape\u0000 1\r\nEtape 2\u0003',
		});
		const [first] = await upsert(rig.client(), projectDefinition, [mapped], { dryRun: false, clock: fakeClock() });
		expect([first?.outcome, ...(first?.findings ?? [])]).toEqual(['created']);
		const row = rig.rows('ProjectClient').find(({ Number: number }) => number === mapped.key);
		expect(row).toMatchObject({ Name: CLEAN, Description: 'Etape 1\nEtape 2' });
		const [again] = await upsert(rig.client(), projectDefinition, [mapped], { dryRun: false, clock: fakeClock() });
		expect(again?.outcome).toBe('unchanged');
	});
});

it('a name of nothing but control characters is no name, and a number with one stays refused', async () => {
	rig.reset();
	expect(
		mapOne({ name: '\u0000\u0085' })
			.findings.map(({ message }) => message)
			.join(),
	).toContain('has no name');
	expect(
		mapProject({ name: '\u0007' })
			.findings.map(({ message }) => message)
			.join(),
	).toContain('has no name');
	const [result] = await rig.write([mapOne({ customerNumber: '30\u0000001' })]);
	expect(result?.outcome).toBe('refused');
});

describe('texts in signs that Uniconta does not keep', () => {
	const KINDS: ReadonlyArray<readonly [string, Partial<UnicontaSettings>]> = [
		['Café 🎄 Nord', { textEmoji: 'question' }],
		['Café 👩🏽‍🔧', { textEmoji: 'dropped' }],
		['Nord – Syd', { textDashes: 'hyphen' }],
		['Nord  Syd', { textSpaces: 'collapsed' }],
		['Nord\u00A0Syd', { textNoBreakSpaces: 'space' }],
		['Nord\u00A0Syd', { textNoBreakSpaces: 'dropped' }],
		['Ra\u030Ad', { textForm: 'nfc' }],
		['Råd', { textForm: 'nfd' }],
		['Nord\nSyd', { textLineBreaks: 'spaces' }],
	];
	it.each(KINDS)('are sent once, said once, and never again: %j', async (name, settings) => {
		rig.reset(settings);
		const [first] = await rig.write([mapOne({ name })]);
		expect(first?.outcome).toBe('created');
		rig.forget();
		const [again] = await rig.write([
			mapOne({ name }, {}, knownAfter(first === undefined ? [] : [first], 'customer')),
		]);
		expect([again?.outcome, again?.findings]).toEqual(['unchanged', []]);
		expect(rig.writes()).toEqual([]);
	});

	it("a name that a person changed in Uniconta is Moment's again", async () => {
		const EDITS = [
			['Nord – Syd', 'Nord - Vest'],
			['Nord A/S', 'Nord AS'],
			['Nord  Syd?', 'Øst Syd'],
			['Nørregade 12-4', 'Nørregade 1 2 – 4'],
			['Hus – Have', 'Hus-Ha?ve???'],
			['Nord\u00A0Syd', 'NordSyd'],
			['Café 👷 Syd', 'CaféSyd'],
			['Nord\nSyd', 'NordSyd'],
		] as const;
		for (const [name, edited] of EDITS) {
			rig.reset({ textDashes: 'hyphen' });
			const [first] = await rig.write([mapOne({ name })]);
			rig.edit(first?.key ?? '', { Name: edited });
			const [again] = await rig.write([
				mapOne({ name }, {}, knownAfter(first === undefined ? [] : [first], 'customer')),
			]);
			expect([edited, again?.outcome]).toEqual([edited, 'updated']);
		}
	});
});
