import { z } from 'zod';
import type { ProjectSource } from '../../../lib/sync/projectSource';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
/** A date or date-time in any form that begins with the day. */
const day = text.transform((value) => value.trim().slice(0, 10));
const tag = z.object({ name: text, code: text, tagGroupId: text, tagGroupName: text });

const schema = z.object({
	id: text.refine((id) => id !== '', 'is missing'),
	projectNumber: text,
	name: text,
	customerId: text,
	customerNumber: text,
	customerName: text,
	state: text,
	startDate: day,
	endDate: day,
	description: text,
	managerName: text,
	managerEmployeeNumber: text,
	department: z.object({ id: text, name: text, externalNumber: text }).nullish(),
	tags: z.array(tag).nullish(),
});

/** A project as the Moment node puts it out with Simplify, perhaps edited on the way. Throws naming the field that cannot be read. */
export function parseProjectItem(json: unknown): ProjectSource {
	const { department, tags, ...project } = schema.parse(json);
	return { ...project, tags: tags ?? [], ...(department === undefined || department === null ? {} : { department }) };
}
