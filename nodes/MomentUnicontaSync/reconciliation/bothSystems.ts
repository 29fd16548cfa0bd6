import type { IExecuteFunctions } from 'n8n-workflow';
import { ApiError } from '../../../lib/http/errors';
import type { EntityReader, MomentClient } from '../../../lib/moment/client';
import type { EntityQuery } from '../../../lib/moment/api/findEntities';
import { invoicesWhere } from '../../../lib/moment/records/invoiceQuery';
import type { BothSystems, MomentList } from '../../../lib/reconcile/read';
import type { ExpenseInMoment } from '../../../lib/reconcile/expenses';
import type { Row } from '../../../lib/reconcile/types';
import type { UnicontaClient } from '../../../lib/uniconta/api/client';
import { unicontaCodes } from '../../../lib/uniconta/api/codes';
import { normalise } from '../../../lib/uniconta/api/dialect';
import { fieldOf, keyOf, rowIdOf, textOf } from '../../../lib/uniconta/api/rows';
import { listPosted, simplePosted } from '../../../lib/uniconta/invoice/posted/list';
import { debtor } from '../../../lib/uniconta/upsert/debtor';
import type { EntityDefinition } from '../../../lib/uniconta/upsert/entity';
import { project } from '../../../lib/uniconta/upsert/project';
import { withoutSecrets } from '../../shared/errors';
import { connect } from '../../shared/momentConnection';
import { connectUniconta } from '../../shared/unicontaConnection';

/** Time for all lists of Moment together; the lease is held for as long. */
const MOMENT = { pageSize: 500, timeBudgetMs: 10 * 60_000 };

/** Both systems, as a comparison reads them. */
export async function bothSystems(context: IExecuteFunctions, company: string): Promise<BothSystems> {
	const moment = await connect(context, MOMENT);
	const uniconta = await connectUniconta(context, { company });
	return {
		moment: {
			customers: async () => await listOf(moment.customers),
			projects: async () => await listOf(moment.projects),
			invoices: async (numberFrom) =>
				await listOf(moment.invoices, invoicesWhere({ numbers: [], numberFrom, state: '' })),
			// Expenses are read when all else is through: with a time of their own.
			expenses: async () => await expensesOf(await connect(context, MOMENT)),
		},
		uniconta: {
			customers: async () => await rowsOf(uniconta, debtor),
			projects: async () => await rowsOf(uniconta, project),
			invoices: async (numberFrom) => (await listPosted(uniconta, { numberFrom })).map(simplePosted),
		},
		reasonOf: (caught) => (caught instanceof ApiError ? withoutSecrets(caught.message) : undefined),
		reader: {
			field: fieldOf,
			text: textOf,
			has: (row, name) => keyOf(row, name) !== undefined,
			rowId: rowIdOf,
			normalise,
		},
		rules: {
			customer: { kind: 'customer', key: debtor.key, fields: debtor.fields },
			project: { kind: 'project', key: project.key, fields: project.fields },
		},
		codes: unicontaCodes,
	};
}

async function listOf<T extends object>(reader: EntityReader<T>, query?: EntityQuery): Promise<MomentList<T>> {
	const list: MomentList<T> = { records: [], unreadable: [] };
	for await (const { id, record, unreadable } of reader.find(query)) {
		if (unreadable === undefined) list.records.push(record);
		else {
			const said = { message: withoutSecrets(unreadable.message), fix: withoutSecrets(unreadable.fix) };
			list.unreadable.push({ momentId: id, ...said });
		}
	}
	return list;
}

async function expensesOf({ expenses }: MomentClient): Promise<ExpenseInMoment[]> {
	const found: ExpenseInMoment[] = [];
	for await (const { read } of expenses.list({ resource: '', fields: {} })) {
		if (!(read instanceof ApiError) && read.id !== '')
			found.push({ id: read.id, reference: read.externalReference });
	}
	return found;
}

async function rowsOf(client: UnicontaClient, { type, key }: EntityDefinition): Promise<Row[]> {
	const found: Row[] = [];
	for await (const rows of client.pages(type, { key })) found.push(...rows);
	return found;
}
