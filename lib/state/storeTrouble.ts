import { tablesTrouble, type TableRow } from './tables';

/** What keeps n8n from carrying out what a run asks of its tables, until a person puts it right. */
export class StoreTrouble extends Error {
	constructor(
		message: string,
		readonly fix: string,
	) {
		super(message);
	}
}

const RESTART = 'and restart n8n';
const SETTINGS_OF_N8N = "Whoever runs this n8n can do it, in n8n's environment:";

const UNKNOWN_COLUMN = /unknown column name '([^']*)'/i;

/** What n8n says (2.41, each tried or read in its code), and what it comes to. */
const KNOWN: ReadonlyArray<{ said: RegExp; trouble: (found: string) => StoreTrouble }> = [
	{
		said: /Unrecognized node type: (\S+)/,
		trouble: (node) =>
			new StoreTrouble(
				`This n8n does not offer the node ${node}, through which runs reach their Data Tables.`,
				`${SETTINGS_OF_N8N} take ${node} out of NODES_EXCLUDE, or put it into NODES_INCLUDE where that is set, ${RESTART}.`,
			),
	},
	{
		said: /Data table node but the module is disabled()/i,
		trouble: () =>
			new StoreTrouble(
				'Data Tables are switched off in this n8n, and runs keep their state in them.',
				`${SETTINGS_OF_N8N} take data-table out of N8N_DISABLED_MODULES, ${RESTART}.`,
			),
	},
	{
		said: /Data table size limit exceeded:? ?([^.]*)/i,
		trouble: (sizes) =>
			new StoreTrouble(
				`n8n's Data Tables are full${sizes === '' ? '' : ` (${sizes.trim()})`}, and take no more rows.`,
				`The limit holds for all tables of this n8n together. Delete tables or rows that nobody needs under Data tables, or raise N8N_DATA_TABLES_MAX_SIZE_BYTES ${RESTART}. What waits is done by the next run.`,
			),
	},
	{
		said: /sub-?workflow.* cannot be called by|may (?:not )?be called (?:by any|only by)()/i,
		trouble: () =>
			new StoreTrouble(
				'n8n does not let this workflow call the sub-workflow that reads and writes its Data Tables.',
				'In the settings of this workflow choose "Only workflows in the same project" under "This workflow can be called by". If that changes nothing, take N8N_WORKFLOW_CALLER_POLICY_DEFAULT_OPTION out of n8n\'s environment and restart n8n.',
			),
	},
	{
		said: UNKNOWN_COLUMN,
		trouble: (column) =>
			new StoreTrouble(
				`One of the Data Tables whose names begin with moment_uniconta lacks the column ${column}.`,
				'Add it in n8n under Data tables. Or rename the table so that its new name no longer contains moment_uniconta: the next run makes it anew as it has to be.',
			),
	},
];

/** Undefined for what may pass by itself, or means nothing to us. */
export function storeTrouble(said: string): StoreTrouble | undefined {
	for (const { said: pattern, trouble } of KNOWN) {
		const found = pattern.exec(said);
		if (found !== null) return trouble(found[1] ?? '');
	}
	return undefined;
}

/** Whether n8n missed a column: which table lacks it, the list of the tables tells. */
export function isAboutAColumn(said: string): boolean {
	return UNKNOWN_COLUMN.test(said);
}

/** What is wrong with the tables by the list of them, in the words with which a run says it too. */
export function listedTrouble(tables: readonly TableRow[]): StoreTrouble | undefined {
	const trouble = tablesTrouble(tables);
	return trouble === undefined ? undefined : new StoreTrouble(trouble.message, trouble.fix);
}
