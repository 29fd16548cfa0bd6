import type { PostingSource } from '../../mapping/posting';
import { readProjectNames, type Reading } from './read';

/**
 * The postings with what Uniconta calls their projects: by it a project is known that the log does not link (G9).
 * Project entries say it (UC38); only where one does not, the projects are read, once.
 */
export async function withProjectNames(client: Reading, postings: readonly PostingSource[]): Promise<PostingSource[]> {
	const said = new Map(
		postings
			.filter(({ projectName }) => projectName !== '')
			.map(({ project, projectName }) => [project, projectName]),
	);
	const unnamed = postings.filter(({ isExpense, project }) => isExpense && project !== '' && !said.has(project));
	const read =
		unnamed.length === 0
			? undefined
			: await readProjectNames(client, new Set(unnamed.map(({ project }) => project)));
	const nameOf = (project: string): string => said.get(project) ?? read?.get(project) ?? '';
	return postings.map((posting) =>
		posting.projectName === '' ? { ...posting, projectName: nameOf(posting.project) } : posting,
	);
}
