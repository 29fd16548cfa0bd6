import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { MomentClient, Read } from '../../lib/moment/client';
import { toNodeError } from '../shared/errors';
import { failedCall } from '../shared/failedItem';
import {
	booleanParameter,
	itemOf,
	limitField,
	limitOf,
	returnAllField,
	shownFor,
	simplifyField,
} from '../shared/parameters';
import type { Operation } from './operation';

interface ListOperation<T extends object> {
	resource: string;
	action: string;
	description: string;
	/** Between *Limit* and *Simplify*. */
	fields?: INodeProperties[];
	read(moment: MomentClient): Promise<Read<T>[]>;
	/** Which of the records the parameters of an input item ask for. */
	filter?(context: IExecuteFunctions, itemIndex: number): (record: T) => boolean;
}

/** *Get Many* for a short list that Moment gives whole: read once for all input items, then filtered and cut here. */
export function listOperation<T extends object>(list: ListOperation<T>): Operation {
	const { resource, action, description, fields = [], read, filter = () => () => true } = list;

	const itemsFor = (context: IExecuteFunctions, index: number, records: Read<T>[]): INodeExecutionData[] => {
		const simplify = booleanParameter(context, 'simplify', index);
		const fits = filter(context, index);
		return records
			.filter(({ record }) => fits(record))
			.slice(0, limitOf(context, index))
			.map(({ record, raw }) => itemOf(simplify ? record : raw, index));
	};

	return {
		option: { name: 'Get Many', value: 'getAll', action, description },
		fields: shownFor({ resource, operation: 'getAll' }, [returnAllField, limitField, ...fields, simplifyField]),
		async execute(context, moment) {
			const indexes = [...context.getInputData().keys()];
			return await read(moment).then(
				(records) => indexes.flatMap((index) => itemsFor(context, index, records)),
				(caught: unknown) => {
					if (context.continueOnFail()) return indexes.map((index) => failedCall(context, index, caught));
					throw toNodeError(context, caught);
				},
			);
		},
	};
}
