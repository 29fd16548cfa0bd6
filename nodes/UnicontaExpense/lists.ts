import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { textOf } from '../../lib/uniconta/api/rows';
import { toNodeError } from '../shared/errors';
import { connectUniconta } from '../shared/unicontaConnection';

const locatorSchema = z.object({ value: z.union([z.string(), z.number()]).transform(String) }).catch({ value: '' });

/** The number series of the company chosen in the panel: value is the code. */
export async function searchSeries(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const client = await connectUniconta(this, {
		company: locatorSchema.parse(this.getCurrentNodeParameter('company')).value,
	});
	const rows = await client.all('NumberSerieClient', 'Serie').catch((caught: unknown) => {
		throw toNodeError(this, caught);
	});
	const results = rows.map((row) => ({
		name: `${textOf(row, 'Serie')} ${textOf(row, 'Name')}`.trim(),
		value: textOf(row, 'Serie'),
	}));
	return { results: results.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase())) };
}
