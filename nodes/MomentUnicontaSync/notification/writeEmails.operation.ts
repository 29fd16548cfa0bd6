import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { writeLetters } from '../../../lib/notify/writeLetters';
import type { UserSource } from '../../../lib/notify/sent';
import { systemClock } from '../../shared/clock';
import { toNodeError } from '../../shared/errors';
import { errorTextOf } from '../../shared/mappedItems';
import { itemOf } from '../../shared/parameters';
import { putOut, SYNC } from '../../shared/syncRun';
import { DataTables } from '../../shared/tableStore';
import type { SyncOperation } from '../operation';

export const writeEmails: SyncOperation = {
	option: {
		name: 'Write Emails',
		value: 'writeEmails',
		action: 'Write an email for each recipient',
		description:
			'One item for each address that is told: the chosen addresses, and those of the chosen Moment users that come in',
	},
	fields: [],
	execute,
};

async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const found = (putOut(context, SYNC, { operation: 'lookForNews' }) ?? []).at(-1);
	if (found === undefined) {
		const message =
			'There is nothing to write. Put a Moment Uniconta Sync node with Look for News before this one.';
		throw toNodeError(context, new Error(message));
	}
	// An edge: what Look for News put out in this very execution.
	if (found['about'] === 'tables') return [(found['letters'] as IDataObject[]).map((letter) => itemOf(letter, 0))];
	try {
		const told = found as unknown as Parameters<typeof writeLetters>[1];
		const letters = await writeLetters(new DataTables(context), told, usersIn(context.getInputData()), {
			now: systemClock.now(),
			execution: context.getExecutionId(),
		});
		return [letters.map((letter) => itemOf(letter, 0))];
	} catch (caught) {
		throw toNodeError(context, caught);
	}
}

const text = z.union([z.string(), z.number(), z.null(), z.undefined()]).transform((value) => String(value ?? ''));
const userSchema = z.object({ id: text, name: text, email: text, state: text });

/** The Moment users in the input; undefined when Moment could not be asked. */
function usersIn(items: readonly INodeExecutionData[]): UserSource[] | undefined {
	if (items.some((item) => errorTextOf(item) !== undefined || item.json.outcome === 'failed')) return undefined;
	return items.flatMap(({ json }): UserSource[] => {
		const user = userSchema.safeParse(json);
		return user.success && user.data.id !== '' ? [user.data] : [];
	});
}
