import { ApiError } from '../../http/errors';
import type { Entity } from '../api/entity';
import { CUSTOMER_FIELDS, INCLUDES, RESOURCES } from '../api/fields';
import { IncludedPart } from '../api/includedPart';
import { readCustomer, type MomentCustomer } from './records';
import type { JsonRecord } from '../api/reading';
import type { TagBook } from './tagBook';

/** Customers, with their tags resolved to group, code and name. */
export function customerEntity(tagBook: TagBook, context: string): Entity<MomentCustomer> {
	return {
		resource: RESOURCES.customers,
		word: 'customer',
		fields: { ...CUSTOMER_FIELDS, number: CUSTOMER_FIELDS.customerNumber },
		parts: [new IncludedPart(INCLUDES.tags, hasTagList)],
		read: async (rows) => {
			const records: Array<MomentCustomer | ApiError> = [];
			for (const raw of rows) {
				const reading = readCustomer(raw, context);
				if (reading instanceof ApiError) records.push(reading);
				else
					records.push({
						...reading.customer,
						tags: await tagBook.resolve(reading.customer.tags, reading.tagsComplete),
					});
			}
			return records;
		},
	};
}

function hasTagList(row: JsonRecord): boolean {
	const reading = readCustomer(row);
	return !(reading instanceof ApiError) && reading.hasTagList;
}
