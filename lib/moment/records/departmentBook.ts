import type { MomentDepartment } from './setupRecords';

/**
 * Fills in what a record leaves out of its department. The list is read once a run, and only when a record needs it.
 */
export class DepartmentBook {
	private known: Promise<MomentDepartment[]> | undefined;

	/** @param read the company's departments; none where the key may not read them: most companies can do without */
	constructor(private readonly read: () => Promise<MomentDepartment[]>) {}

	async resolve(named: MomentDepartment | undefined): Promise<MomentDepartment | undefined> {
		if (named === undefined || (named.name !== '' && named.externalNumber !== '')) return named;
		this.known ??= this.read();
		const found = oneOf(await this.known, named);
		if (found === undefined) return named;
		return {
			id: found.id,
			name: named.name || found.name,
			externalNumber: named.externalNumber || found.externalNumber,
		};
	}
}

function oneOf(departments: readonly MomentDepartment[], { id, name }: MomentDepartment): MomentDepartment | undefined {
	if (id !== '') return departments.find((department) => department.id === id);
	const [first, second] = departments.filter((department) => department.name === name);
	return second === undefined ? first : undefined;
}
