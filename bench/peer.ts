import { Canvas, type NodeSpec, type WorkflowJson } from '../workflows/source/canvas';
import { each } from '../workflows/source/nodes';

/** n8n's own option of the HTTP Request node: so many items, then a pause. */
export interface Batching {
	size: number;
	intervalMs: number;
}

/** Names under which the bench saves the peer's credentials. */
export const PEER_CREDENTIALS = { moment: 'Moment (basic)', uniconta: 'Uniconta (basic)' } as const;
/** Stand in the workflow for what only the bench knows. */
export const MOMENT_BASE = '__MOMENT__';
export const UNICONTA_BASE = '__UNICONTA__';

/**
 * What a user builds of n8n's core nodes in an afternoon: all customers from Moment (or the one of the webhook), a
 * look-up in Uniconta for each, a comparison, and an insert or a full-record update. A customer that does not go
 * through does not stop the others. It has no inbox, log, lease or retry.
 */
export function peerWorkflow(wholeRunPath: string, batching?: Batching): WorkflowJson {
	const c = new Canvas('peer', 'Peer: HTTP Request nodes');
	c.add('Bench', [0, 0], webhook(wholeRunPath, 'lastNode'));
	c.add('Moment Webhook', [0, 200], webhook('peer-customers', 'onReceived'));
	c.add(
		'All Customers',
		[220, 0],
		http('moment', `${MOMENT_BASE}/customers?size=500`, { options: { pagination: { pagination: PAGES } } }),
	);
	c.add('Customers', [440, 0], {
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'content', options: {} },
	});
	c.add('One Customer', [440, 200], http('moment', `=${MOMENT_BASE}/customers/{{ $json.body.customer.id }}`));
	c.add('Map', [660, 100], code(MAP));
	c.add(
		'Look Up',
		[880, 100],
		http(
			'uniconta',
			`=${UNICONTA_BASE}/odata/DebtorClient?$filter={{ encodeURIComponent("Account eq '" + $json.Account.replaceAll("'", "''") + "'") }}`,
			forAll(batching),
		),
	);
	c.add('Compare', [1100, 100], code(COMPARE));
	c.add('New?', [1320, 100], each('$json.isNew'));
	c.add(
		'Insert',
		[1540, 0],
		http('uniconta', `${UNICONTA_BASE}/api/Entities/Insert/DebtorClient`, {
			method: 'POST',
			...BODY,
			...forAll(batching),
		}),
	);
	c.add('Changed?', [1540, 200], each('$json.isChanged'));
	c.add(
		'Update',
		[1760, 200],
		http('uniconta', `${UNICONTA_BASE}/api/Entities/Update/DebtorClient`, {
			method: 'PUT',
			...BODY,
			...forAll(batching),
		}),
	);
	c.chain('Bench', 'All Customers', 'Customers', 'Map', 'Look Up', 'Compare', 'New?', 'Insert');
	c.chain('Moment Webhook', 'One Customer', 'Map');
	c.line('New?', 'Changed?', 1);
	c.chain('Changed?', 'Update');
	return c.toJson();
}

/** Moment's pages are zero-based. */
const PAGES = {
	paginationMode: 'updateAParameterInEachRequest',
	parameters: { parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount }}' }] },
	paginationCompleteWhen: 'other',
	completeExpression: '={{ $response.body.page.number + 1 >= $response.body.page.totalPages }}',
};

const BODY = { sendBody: true, specifyBody: 'json', jsonBody: '={{ JSON.stringify($json.row) }}' };

const MAP = `return $input.all().map(({ json: c }) => ({ json: {
  Account: c.customerNumber, Name: c.name, Group: (c.tags.find((tag) => tag.tagGroupId === 501) ?? {}).code,
  CompanyRegNo: c.companyRegNo, ContactEmail: c.email, Www: c.website, Phone: c.phone, MobilPhone: c.mobile,
  Address1: c.addressLine1, Address2: c.addressLine2, ZipCode: c.postalCode, City: c.postalPlace,
  Country: 'Denmark', Currency: c.currencyCode,
} }));`;

const COMPARE = `const wanted = $('Map').all();
return $input.all().flatMap(({ json }, i) => {
  if (!json.value) return [];
  const given = Object.fromEntries(Object.entries(wanted[i].json).filter(([, value]) => value));
  const before = json.value[0];
  const isChanged = !!before && Object.entries(given).some(([field, value]) => before[field] !== value);
  return [{ json: { isNew: !before, isChanged, row: { ...before, ...given } } }];
});`;

function forAll(batching: Batching | undefined): Record<string, unknown> {
	return {
		options:
			batching === undefined
				? {}
				: { batching: { batch: { batchSize: batching.size, batchInterval: batching.intervalMs } } },
	};
}

function http(system: keyof typeof PEER_CREDENTIALS, url: string, parameters: Record<string, unknown> = {}): NodeSpec {
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpBasicAuth',
			options: {},
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Accept', value: 'application/json' }] },
			...parameters,
		},
		settings: {
			onError: 'continueRegularOutput',
			credentials: { httpBasicAuth: { id: '', name: PEER_CREDENTIALS[system] } },
		},
	};
}

function code(jsCode: string): NodeSpec {
	return { type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } };
}

function webhook(path: string, responseMode: 'lastNode' | 'onReceived'): NodeSpec {
	const answer = responseMode === 'lastNode' ? { responseData: 'noData' } : {};
	return {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { httpMethod: 'POST', path, responseMode, ...answer, options: {} },
		settings: { webhookId: `00000000-0000-4000-8000-${path.length.toString().padStart(12, '0')}` },
	};
}
