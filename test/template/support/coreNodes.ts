/**
 * n8n's own nodes that templates may use, in the versions that were tried with n8n 2.41 (N8N10). None is on
 * n8n 3.0's list of removals. The table is kept here so that this check needs no n8n;
 * `test/e2e/editor.test.ts` holds it, and the parameters on these nodes, against the n8n that is installed for the
 * tests.
 */
export const CORE_NODES: Readonly<Record<string, readonly number[]>> = {
	'n8n-nodes-base.dataTable': [1.1],
	'n8n-nodes-base.emailSend': [2.1],
	'n8n-nodes-base.errorTrigger': [1],
	'n8n-nodes-base.form': [2.5],
	'n8n-nodes-base.formTrigger': [2.6],
	'n8n-nodes-base.httpRequest': [4.2],
	'n8n-nodes-base.if': [2.3],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.respondToWebhook': [1.4],
	'n8n-nodes-base.scheduleTrigger': [1.3],
	'n8n-nodes-base.splitInBatches': [3],
	'n8n-nodes-base.stopAndError': [1],
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.switch': [3.4],
	'n8n-nodes-base.wait': [1.1],
	'n8n-nodes-base.webhook': [2.1],
};

/** What n8n 3.0 takes away (N8N10), and the Code node, which hides from the canvas what a template does. */
export const REMOVED_NODES: readonly RegExp[] = [
	/^n8n-nodes-base\.(function|functionItem|itemLists|aiTransform|code)$/,
	/^@n8n\/n8n-nodes-langchain\.code$/,
];
