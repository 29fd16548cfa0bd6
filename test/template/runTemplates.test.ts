import { summarizeTopLevelItems, type IConnections, type INode } from 'n8n-workflow';
import { files, isNote, isRunTemplate, readTemplate, textsIn } from './support/templates';

/** The canvas shows the business, the package holds the machinery: the measure of a template (design 6). */
const MOST_NODES = 9;
const MOST_NOTES = 4;
const MOST_EXPRESSIONS = 10;
const LONGEST_EXPRESSION = 120;

const templates = files.filter((file) => isRunTemplate(readTemplate(file)));

test.each(['customers.json', 'expenses.json'])('%s is one of them', (file) => {
	expect(templates).toContain(file);
});

describe.each(templates)('%s', (file) => {
	const template = readTemplate(file);
	const workers = template.nodes.filter((node) => !isNote(node));
	const expressions = workers
		.flatMap(({ parameters }) => textsIn(parameters))
		.map(({ text }) => text)
		.filter((text) => text.startsWith('='));

	test('has few nodes, few boxes by n8n’s own count, and few notes', () => {
		// An edge: what n8n reads from a template is what it keeps of a workflow.
		const nodes = template.nodes as unknown as INode[];
		const connectionsBySourceNode = template.connections as unknown as IConnections;
		const { total } = summarizeTopLevelItems({ nodes, nodeGroups: [], connectionsBySourceNode });
		expect(total).toBeLessThanOrEqual(MOST_NODES);
		expect(workers.length).toBeLessThanOrEqual(MOST_NODES);
		expect(template.nodes.length - workers.length).toBeLessThanOrEqual(MOST_NOTES);
	});

	test('has no Data Table, no condition and no program on it', () => {
		const types = workers.map(({ type }) => type).filter((type) => !type.startsWith('n8n-nodes-moment-uniconta.'));
		expect(types.sort()).toEqual([
			'n8n-nodes-base.errorTrigger',
			'n8n-nodes-base.manualTrigger',
			'n8n-nodes-base.scheduleTrigger',
		]);
		expect(expressions.length).toBeLessThanOrEqual(MOST_EXPRESSIONS);
		expect(expressions.filter((text) => text.length > LONGEST_EXPRESSION || text.includes("$('"))).toEqual([]);
	});

	test('runs on the clocks of the books', () => {
		expect(template.settings.timezone).toBe('Europe/Copenhagen');
	});
});
