import type { Resource } from '../resource';
import { checkNames } from './checkNames.operation';
import { getAll } from './getAll.operation';
import { namingOptions } from './naming';
import { upsert } from './upsert.operation';

export const expense: Resource = {
	option: { name: 'Expense', value: 'expense' },
	operations: [checkNames, upsert, getAll],
	moreOptions: namingOptions,
};
