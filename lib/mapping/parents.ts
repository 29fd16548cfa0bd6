import { z } from 'zod';
import type { KnownRecords } from '../core/identity';
import type { ReferredKind } from '../core/references';

/** A record that another one needs in Uniconta first. */
export interface Parent {
	entity: ReferredKind;
	momentId: string;
	key: string;
}

const text = z.union([z.string(), z.number()]).transform(String).catch('');
const projectSchema = z.object({ id: text, projectNumber: text, customerId: text, customerNumber: text });
const childSchema = z.object({
	id: text,
	outcome: text,
	customerId: text,
	customerNumber: text,
	project: projectSchema.optional().catch(undefined),
	lines: z.array(z.object({ project: projectSchema.optional().catch(undefined) })).catch([]),
});

/**
 * The customers or projects behind records as Moment has them, each once: of projects their customers, of invoices the
 * customers and projects of header and lines. Left out are those of posted invoices, which are not looked at any more,
 * and records that could not be fetched.
 */
export function parentsOf(records: readonly unknown[], parent: ReferredKind, known: KnownRecords): Parent[] {
	const parents = new Map<string, Parent>();
	for (const record of records) {
		const read = childSchema.safeParse(record);
		if (!read.success || read.data.outcome !== '' || known.byMomentId.get(read.data.id)?.outcome === 'posted')
			continue;
		const { data } = read;
		const projects = [data.project, ...data.lines.map(({ project }) => project)].flatMap((project) =>
			project === undefined ? [] : [project],
		);
		const found =
			parent === 'project'
				? projects.map(({ id, projectNumber }) => ({ momentId: id, key: projectNumber }))
				: [data, ...projects].map(({ customerId, customerNumber }) => ({
						momentId: customerId,
						key: customerNumber,
					}));
		for (const one of found)
			if (one.momentId !== '' && !parents.has(one.momentId))
				parents.set(one.momentId, { entity: parent, ...one });
	}
	return [...parents.values()];
}

/** Those that the log links to no row of Uniconta. */
export function unknownParents(parents: readonly Parent[], known: KnownRecords): Parent[] {
	return parents.filter(({ momentId }) => !known.byMomentId.get(momentId)?.unicontaRowId);
}
