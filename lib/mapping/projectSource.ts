import type { Tag } from './tags';

/** A department as Moment has it: the number in the external system is its code in Uniconta (MO21). */
export interface DepartmentSource {
	id: string;
	name: string;
	/** "Department number in external system"; `''` where it has none. */
	externalNumber: string;
}

/** A project as Moment has it; `''` where a field is empty. */
export interface ProjectSource {
	id: string;
	projectNumber: string;
	name: string;
	customerId: string;
	customerNumber: string;
	customerName: string;
	/** As Moment sends it, e.g. `inProgress`. */
	state: string;
	/** `YYYY-MM-DD`. */
	startDate: string;
	endDate: string;
	description: string;
	/** Name of the project's manager or owner, where Moment says it. */
	managerName: string;
	/** Number of that person as employee in the external system. */
	managerEmployeeNumber: string;
	department?: DepartmentSource;
	tags: readonly Tag[];
}
