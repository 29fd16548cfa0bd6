import type { MappedRecord } from '../../lib/core/record';
import { project } from '../../lib/uniconta/upsert/project';
import { upsert, type UpsertResult } from '../../lib/uniconta/upsert/upsert';
import type { Row } from '../../sandbox/standins/uniconta/ledger';
import type { Value } from '../../sandbox/standins/uniconta/types/field';
import { fakeClock } from './fakeClock';
import { MAIN, startUnicontaRig, type UnicontaRig, type WriteOptions } from './unicontaRig';

/** A stand-in of Uniconta and what a test of projects needs of it. */
export interface ProjectRig extends UnicontaRig {
	/** `linked` (the default): the log has linked their customers to the rows that have their numbers. */
	writeProjects(
		records: readonly MappedRecord[],
		options?: WriteOptions & { linked?: boolean },
	): Promise<UpsertResult[]>;
	tableRows(type: string): Row[];
	/** The stored values of one project. */
	project(number: string): Record<string, Value> | undefined;
	/** Adds a row as it is stored; what is left out is empty. */
	add(type: string, values: Record<string, Value>): void;
	/** Changes stored values of a row behind the back of the client, as a person in Uniconta would. */
	change(type: string, key: string, values: Record<string, Value>): void;
	drop(type: string, key: string): void;
}

export async function startProjectRig(): Promise<ProjectRig> {
	const rig = await startUnicontaRig();
	const company = () => rig.standIn.ledger.company(MAIN)!;
	const table = (type: string) => company().table(company().typed(type).type);
	const row = (type: string, key: string): Row => {
		const found = table(type).withKey(key);
		if (found === undefined) throw new Error(`There is no ${type} ${key}`);
		return found;
	};
	const withLinks = (record: MappedRecord): MappedRecord => ({
		...record,
		references: record.references?.map((one) => ({
			...one,
			unicontaRowId: String(table('DebtorClient').withKey(one.key)?.rowId ?? ''),
		})),
	});
	return {
		...rig,
		writeProjects: async (
			records,
			{ user = 'en', dryRun = false, clock = fakeClock(), client, linked = true } = {},
		) =>
			await upsert(client ?? rig.client(user, clock), project, linked ? records.map(withLinks) : records, {
				dryRun,
				clock,
			}),
		tableRows: (type) => table(type).rows(),
		project: (number) => table('ProjectClient').withKey(number)?.values,
		add: (type, values) => void table(type).add(values, 0),
		change(type, key, values) {
			const found = row(type, key);
			found.values = { ...found.values, ...values };
		},
		drop: (type, key) => table(type).remove(row(type, key)),
	};
}
