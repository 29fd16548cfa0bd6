import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { itemOf, recordsParameter, shownFor } from '../../shared/parameters';
import type { PureOperation } from '../operation';

const rowsSchema = z.object({ rows: z.array(z.record(z.unknown())).catch([]) });

export const mailRows: PureOperation = {
	option: {
		name: 'List Log Rows',
		value: 'mailRows',
		action: 'List the log rows about the mail',
		description: 'Turn the rows of Read What Was Sent into items for the log',
	},
	fields: shownFor({ resource: 'digest', operation: 'mailRows' }, [
		{
			displayName: 'Result',
			name: 'sendingResult',
			type: 'json',
			default: '{}',
			required: true,
			description: 'What Read What Was Sent gave',
		},
	]),
	execute,
	tellsNone: true,
};

function execute(context: IExecuteFunctions): INodeExecutionData[] {
	return recordsParameter(context, 'sendingResult', 0).flatMap((result) =>
		rowsSchema.parse(result).rows.map((row) => itemOf(row, 0)),
	);
}
