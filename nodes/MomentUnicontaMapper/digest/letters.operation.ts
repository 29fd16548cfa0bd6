import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { recipients, type UserSource } from '../../../lib/notify/sent';
import { errorTextOf } from '../../shared/mappedItems';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
const userSchema = z.object({ id: text, name: text, email: text, state: text });

/** The Moment users in the input; undefined when Moment could not be asked. */
export function usersIn(items: readonly INodeExecutionData[]): UserSource[] | undefined {
	if (items.some((item) => errorTextOf(item) !== undefined || item.json.outcome === 'failed')) return undefined;
	return items.flatMap(({ json }): UserSource[] => {
		const user = userSchema.safeParse(json);
		return user.success && user.data.id !== '' ? [user.data] : [];
	});
}

const mailSchema = z.object({ subject: text, html: text, text, cursor: text, to: z.array(z.string()).catch([]) });

export const letters: PureOperation = {
	option: {
		name: 'List Letters',
		value: 'letters',
		action: 'List one letter for each recipient',
		description:
			'One item for each address that is to get the digest: the chosen addresses, and those of the chosen Moment users in the input',
	},
	fields: shownFor({ resource: 'digest', operation: 'letters' }, [
		{
			displayName: 'Digest',
			name: 'digest',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Compose gave',
		},
		{
			displayName: 'Settings Rows',
			name: 'settings',
			type: 'json',
			default: '[]',
			required: true,
			description: 'All rows of the Data Table moment_uniconta_settings',
		},
	]),
	execute,
};

/** One item for each letter; without any, one that says only who could not be reached. */
function execute(context: IExecuteFunctions): INodeExecutionData[] {
	const [digest] = recordsParameter(context, 'digest', 0);
	const {
		letters: list,
		cursor,
		missing,
	} = recipients(
		mailSchema.parse(digest ?? {}),
		recordsParameter(context, 'settings', 0),
		usersIn(context.getInputData()),
	);
	if (list.length === 0) return [itemOf({ to: '', cursor, missing }, 0)];
	return list.map((letter) => itemOf({ ...letter, cursor, missing }, 0));
}
