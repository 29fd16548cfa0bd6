import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, type Lab } from './lab';
import { LIMITS } from './limits';

/**
 * n8n starts the error run of a run that died only from what its event log holds, which it writes a moment later.
 * (Without that report the lease ends by itself, after some minutes.)
 */
export async function writtenDown(lab: Lab, node: string): Promise<void> {
	const runs = (await lab.api.executions.list({ status: 'running' })).map(({ id }) => id);
	await eventually(() => {
		const logs = lab.n8n.userFolders.flatMap(eventLogs);
		return (
			runs.length > 0 &&
			runs.every((id) => logs.some((log) => log.includes(`"executionId":"${id}"`) && log.includes(node)))
		);
	}, LIMITS.sweep);
}

/** What the process with this user folder has written down of its runs. */
export function eventLogs(userFolder: string): string[] {
	const folder = path.join(userFolder, '.n8n');
	return readdirSync(folder)
		.filter((file) => file.startsWith('n8nEventLog'))
		.map((file) => readFileSync(path.join(folder, file), 'utf8'));
}
