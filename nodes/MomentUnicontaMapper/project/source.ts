import { ApiError } from '../../../lib/http/errors';
import { readProject } from '../../../lib/moment/records/projectRecords';
import type { ProjectSource } from '../../../lib/mapping/projectSource';

/**
 * A project as the Moment node puts it out, perhaps edited on the way. Throws an `ApiError` naming the field that
 * cannot be read.
 */
export function parseProjectItem(json: unknown): ProjectSource {
	const reading = readProject(json);
	if (reading instanceof ApiError) throw reading;
	const { project, manager, department } = reading;
	return {
		...project,
		managerName: manager.name,
		managerEmployeeNumber: manager.employeeNumber,
		...(department === undefined ? {} : { department }),
	};
}
