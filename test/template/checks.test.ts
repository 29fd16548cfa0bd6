import { crossingOf, drawnLines } from './support/geometry';
import { parameterFaults } from './support/parameters';
import { ownDescriptions, type Template, type TemplateNode } from './support/templates';

/** The checks themselves: each finds what it is there to find. */
const own = ownDescriptions();

function faultsOf(type: string, parameters: Record<string, unknown>): string[] {
	const fullType = `n8n-nodes-moment-uniconta.${type}`;
	const description = own.get(fullType);
	if (!description) throw new Error(`There is no node ${type}`);
	return parameterFaults(
		{ id: '', name: 'A node', type: fullType, typeVersion: 1, position: [0, 0], parameters },
		description,
	);
}

describe('parameters of our nodes', () => {
	const map = {
		resource: 'customer',
		operation: 'map',
		tagGroup: 'Kundegruppe',
		ownCountry: 'DK',
		options: { faxField: 'FaxNumber' },
	};

	test('what the description offers passes', () => {
		expect(faultsOf('momentUnicontaMapper', map)).toEqual([]);
		expect(
			faultsOf('unicontaCustomer', {
				operation: 'upsert',
				mappingMode: 'fromInput',
				dryRun: true,
				output: 'changed',
				options: {},
			}),
		).toEqual([]);
	});

	test.each([
		['a parameter that is not there', { ...map, tagGruppe: 'x' }, 'tagGruppe: there is no such parameter'],
		['one of another operation', { ...map, firstNumber: 7 }, 'firstNumber: not shown with these other parameters'],
		[
			'one that a collection does not have',
			{ ...map, options: { fax: 'x' } },
			'options.fax: there is no such parameter',
		],
		['a value that is no option', { ...map, ownCountry: 'Denmark' }, 'ownCountry: "Denmark" is none of'],
		['an operation that does not exist', { ...map, operation: 'upsert' }, 'operation: "upsert" is none of map'],
		['a number where text belongs', { ...map, options: { faxField: 7 } }, 'options.faxField: 7 is no string'],
		[
			'an expression where none is taken',
			{ ...map, resource: '={{ "customer" }}' },
			'resource: takes no expression',
		],
		['a required one that is empty', { ...map, tagGroup: '' }, 'tagGroup: Parameter "Tag Group" is required'],
	])('%s is found', (_, parameters, fault) => {
		expect(faultsOf('momentUnicontaMapper', parameters).join('\n')).toContain(fault);
	});
});

describe('lines', () => {
	const node = (name: string, x: number, y: number): TemplateNode => ({
		id: name,
		name,
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [x, y],
		parameters: {},
	});
	const template = (lines: Array<[string, string]>, ...nodes: TemplateNode[]): Template => ({
		name: '',
		nodes,
		settings: {},
		connections: Object.fromEntries(
			lines.map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
		),
	});
	const crossing = (lines: Array<[string, string]>): unknown => {
		const [a, b] = drawnLines(
			template(lines, node('A', 0, 0), node('B', 0, 300), node('C', 400, 0), node('D', 400, 300)),
		);
		return a && b ? crossingOf(a, b) : 'not two lines';
	};

	test('that change sides cross; that run beside each other or meet in one port do not', () => {
		expect(
			crossing([
				['A', 'D'],
				['B', 'C'],
			]),
		).toEqual([248, 198]);
		expect(
			crossing([
				['A', 'C'],
				['B', 'D'],
			]),
		).toBeUndefined();
		expect(
			crossing([
				['A', 'C'],
				['B', 'C'],
			]),
		).toBeUndefined();
	});

	test('that run back are told from those that run on', () => {
		const lines = drawnLines(
			template(
				[
					['A', 'C'],
					['D', 'B'],
				],
				node('A', 0, 0),
				node('B', 0, 300),
				node('C', 400, 0),
				node('D', 400, 300),
			),
		);
		expect(lines.map(({ runsBack }) => runsBack)).toEqual([false, true]);
	});
});
