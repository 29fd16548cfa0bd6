import { summarizeTopLevelItems, validateWorkflowGroups, type IConnections, type INode } from 'n8n-workflow';
import { files, isNote, isRunTemplate, readTemplate, textsIn } from './support/templates';

/** The canvas shows the business, the package holds the machinery: the measure of a template (D8). */
const MOST_NODES: Readonly<Record<string, number>> = {
	'customers.json': 9,
	'expenses.json': 9,
	'projects.json': 14,
	'invoices.json': 19,
	'notifications.json': 9,
	'reconcile.json': 9,
	'resend.json': 7,
};
/** Beside those by which a run starts: what shows a page or sends a mail, so that a user can put something else there. */
const OTHER_NODES: Readonly<Record<string, readonly string[]>> = {
	'notifications.json': ['emailSend', 'httpRequest'],
	'reconcile.json': ['emailSend', 'respondToWebhook', 'webhook'],
	'resend.json': ['form', 'form', 'form'],
};
/** With its groups closed, as n8n opens it. */
const MOST_BOXES = 9;
const MOST_NOTES = 4;
const MOST_EXPRESSIONS = 10;
const LONGEST_EXPRESSION = 120;

/** Those that bring a kind of record to the other system. */
const KINDS = ['customers.json', 'expenses.json', 'invoices.json', 'projects.json'];

const templates = files.filter((file) => isRunTemplate(readTemplate(file)));

test('all that are measured here are among them', () => {
	expect(templates).toEqual(Object.keys(MOST_NODES).sort());
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
		const nodeGroups = template.nodeGroups ?? [];
		const { total } = summarizeTopLevelItems({ nodes, nodeGroups, connectionsBySourceNode });
		expect(total).toBeLessThanOrEqual(MOST_BOXES);
		expect(workers.length).toBeLessThanOrEqual(MOST_NODES[file] ?? 0);
		// An edge: n8n asks for the type of a trigger alone, and those of the templates are known by their names.
		const isTrigger = (type: string): boolean => /Trigger$/.test(type);
		const getNodeType = ((type: string) => ({ group: isTrigger(type) ? ['trigger'] : [] })) as never;
		expect(validateWorkflowGroups({ nodes, nodeGroups, connectionsBySourceNode, getNodeType })).toEqual({
			valid: true,
		});
		expect(template.nodes.length - workers.length).toBeLessThanOrEqual(MOST_NOTES);
	});

	test('has no Data Table, no condition and no program on it', () => {
		const types = workers.map(({ type }) => type).filter((type) => !type.startsWith('n8n-nodes-moment-uniconta.'));
		const starting =
			file === 'resend.json'
				? ['errorTrigger', 'formTrigger']
				: ['errorTrigger', 'manualTrigger', 'scheduleTrigger'];
		expect(types.sort()).toEqual(
			[...starting, ...(OTHER_NODES[file] ?? [])].map((type) => `n8n-nodes-base.${type}`).sort(),
		);
		expect(expressions.length).toBeLessThanOrEqual(MOST_EXPRESSIONS);
		expect(expressions.filter((text) => text.length > LONGEST_EXPRESSION || text.includes("$('"))).toEqual([]);
	});

	test('shows its mapper and its writer ungrouped, and says in a few words what a group does', () => {
		const grouped = (template.nodeGroups ?? []).flatMap(({ nodeIds }) => nodeIds);
		const entity = file === 'expenses.json' ? 'posting' : file.replace(/s\.json$/, '');
		const own = workers.filter(
			({ name, parameters }) =>
				(parameters.operation === 'map' && parameters.resource === entity) ||
				/^(Create or Update|Send)$/.test(name),
		);
		expect(own).toHaveLength(KINDS.includes(file) ? 2 : 0);
		expect(own.filter(({ id }) => grouped.includes(id))).toEqual([]);
		for (const { description } of template.nodeGroups ?? []) expect(description.length).toBeLessThanOrEqual(145);
	});

	test('runs on the clocks of the books', () => {
		expect(template.settings.timezone).toBe('Europe/Copenhagen');
	});
});
