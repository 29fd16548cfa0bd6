import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UNFINISHED_STATES } from '../../lib/state/inbox';
import { DRY_RUN_OUTCOMES, OTHER_OUTCOMES, OUTCOMES } from '../../lib/core/outcome';
import { SAYINGS } from '../../lib/state/sayOnce';
import { TABLES } from '../../lib/state/tables';
import { repositoryRoot } from '../../sandbox/n8n/paths';
import { files, readTemplate } from './support/templates';

/** docs/log.md says what everything means that can stand in the log and in the inbox. */
const page = readFileSync(path.join(repositoryRoot, 'docs/log.md'), 'utf8');
const section = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
/** The words in the first column of a section's table. */
const explained = (title: string): string[] =>
	[...section(title).matchAll(/^\| `(\w+)` \|/gm)].map(([, word = '']) => word);

test('every outcome has its line, and no other', () => {
	expect(explained('Every outcome')).toEqual(
		expect.arrayContaining([...OUTCOMES, ...DRY_RUN_OUTCOMES, ...OTHER_OUTCOMES]),
	);
	expect(explained('Every outcome')).toHaveLength(OUTCOMES.length + DRY_RUN_OUTCOMES.length + OTHER_OUTCOMES.length);
});

test('what runs and templates say of no record is explained', () => {
	const ofTemplates = files.flatMap((file) =>
		readTemplate(file).nodes.flatMap(({ parameters }) => {
			const { value } = (parameters.columns ?? {}) as { value?: Record<string, unknown> | null };
			const { entity, outcome } = value ?? {};
			return typeof outcome === 'string' && !outcome.startsWith('=') ? [{ entity, outcome }] : [];
		}),
	);
	for (const { entity, outcome } of [...SAYINGS, ...ofTemplates]) {
		expect([...explained('Every outcome')]).toContain(outcome);
		if (typeof entity === 'string' && !entity.startsWith('='))
			expect(section('Rows that are about no record')).toContain(`| \`${entity}\` | \`${outcome}\``);
	}
});

test('every state of the inbox has its line', () => {
	expect(explained('Every state').sort()).toEqual([...UNFINISHED_STATES].sort());
});

test('every column is explained', () => {
	expect(TABLES.log.columns.filter(({ name }) => !section('The log').includes(`*${name}*`))).toEqual([]);
	expect(TABLES.inbox.columns.filter(({ name }) => !section('The inbox').includes(`*${name}*`))).toEqual([]);
});
