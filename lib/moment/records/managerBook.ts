import type { Membership, Memberships } from './memberships';
import type { Manager, ProjectReading } from './projectRecords';

/** A user with the number as employee in the external system (MO22). */
export type Employee = Manager;

const NOBODY: Manager = { id: '', name: '', employeeNumber: '' };
/** Role names are the company's own words, in its own language; a manager goes before an owner. */
const LEADS = [/manager|leder|ledare|leader/i, /owner|ejer|eier|ägare|ansvarlig/i];

/**
 * Finds out who leads a project: from the project, its memberships and the list of users, each only where it is needed.
 */
export class ManagerBook {
	private employees: Promise<Map<string, Employee>> | undefined;

	/** @param readEmployees none where the key may not read users: a project can do without a manager */
	constructor(
		private readonly memberships: Memberships,
		private readonly readEmployees: () => Promise<Employee[]>,
	) {}

	/** The manager of each project, by the project's id. */
	async of(readings: readonly ProjectReading[]): Promise<Map<string, Manager>> {
		const silent = readings.filter(({ managerSaid }) => managerSaid === 'nothing').map(({ project }) => project.id);
		const members = silent.length === 0 ? undefined : await this.memberships.of(silent);
		const found = new Map<string, Manager>();
		for (const { project, manager, managerSaid } of readings) {
			const leading = managerSaid === 'nothing' ? leaderOf(members?.get(project.id) ?? []) : manager;
			found.set(project.id, managerSaid === 'everything' ? leading : await this.withDetails(leading));
		}
		return found;
	}

	private async withDetails(manager: Manager): Promise<Manager> {
		if (manager.id === '' || (manager.name !== '' && manager.employeeNumber !== '')) return manager;
		this.employees ??= this.readEmployees().then(
			(list) => new Map(list.map((employee) => [employee.id, employee])),
		);
		const employee = (await this.employees).get(manager.id) ?? NOBODY;
		return {
			id: manager.id,
			name: manager.name || employee.name,
			employeeNumber: manager.employeeNumber || employee.employeeNumber,
		};
	}
}

/** The longest member among those who lead: ids are given in their order. */
function leaderOf(members: readonly Membership[]): Manager {
	for (const word of LEADS) {
		const [first] = members.filter(({ role }) => word.test(role)).sort((a, b) => Number(a.id) - Number(b.id));
		if (first !== undefined)
			return { id: first.userAccountId, name: first.userName, employeeNumber: first.employeeNumber };
	}
	return NOBODY;
}
