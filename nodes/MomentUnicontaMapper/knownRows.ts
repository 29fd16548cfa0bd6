import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { KnownRecords } from '../../lib/core/identity';
import { foldLog } from '../../lib/state/log';
import type { Entity } from '../../lib/core/outcome';
import { recordsParameter, textParameter } from '../shared/parameters';
import { knownIn, type RunningSync } from '../shared/syncRun';

/** In the options of an operation that reads the log. */
export const knownCompanyField: INodeProperties = {
	displayName: 'Known Company',
	name: 'knownCompany',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12345',
	description:
		'Number of the company in Uniconta that is worked in. What the log says of another company does not count.',
};

/** What the log says of records of these kinds: as the run has read it, or the rows of the option Known Records. */
export function knownRecords<Kind extends Entity>(
	context: IExecuteFunctions,
	kinds: readonly Kind[],
	running: RunningSync | undefined,
): Record<Kind, KnownRecords> {
	const entries =
		running === undefined
			? fromOption(context, kinds)
			: kinds.map((kind): [Kind, KnownRecords] => [kind, knownIn(running, kind)]);
	// An edge: the keys are exactly those of the list.
	return Object.fromEntries(entries) as Record<Kind, KnownRecords>;
}

function fromOption<Kind extends Entity>(
	context: IExecuteFunctions,
	kinds: readonly Kind[],
): Array<[Kind, KnownRecords]> {
	const rows = recordsParameter(context, 'options.known', 0);
	const company = textParameter(context, 'options.knownCompany', 0);
	return kinds.map((kind) => [kind, foldLog(rows, kind, company)]);
}
