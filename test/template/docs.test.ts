import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTING_KEYS } from '../../lib/state/settings';
import { FORMER_START } from '../../lib/state/startAfter';
import { DRY_RUN_OUTCOMES, OTHER_OUTCOMES, OUTCOMES, type DryRunOutcome, type Outcome } from '../../lib/core/outcome';
import type { InboxRow } from '../../lib/state/inbox';
import { repositoryRoot } from '../../sandbox/n8n/paths';
import { files, ownDescriptions, readTemplate } from './support/templates';

/** What users read says what is there: links lead somewhere, and names are those of the code. */
const docs = new Map(
	[
		'README.md',
		'CHANGELOG.md',
		...readdirSync(path.join(repositoryRoot, 'docs'))
			.filter((file) => file.endsWith('.md'))
			.map((file) => `docs/${file}`),
	].map((file) => [file, readFileSync(path.join(repositoryRoot, file), 'utf8')] as const),
);
const page = (file: string): string => docs.get(file) ?? '';
const pages = [...docs.keys()];

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replace(/\s/g, '-');
}

function anchorsOf(text: string): Set<string> {
	const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
	return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]);
}

test.each(pages)('%s: every link leads to a file or a heading that is there', (file) => {
	const broken = [...page(file).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
		if (/^https?:/.test(link)) return [];
		const [target = '', anchor] = link.split('#');
		const name = target === '' ? file : path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
		if (!existsSync(path.join(repositoryRoot, name))) return [link];
		const text = docs.get(name);
		return anchor === undefined || text === undefined || anchorsOf(text).has(anchor) ? [] : [link];
	});
	expect(broken).toEqual([]);
});

test('every picture is shown somewhere', () => {
	const all = [...docs.values()].join('\n');
	expect(
		readdirSync(path.join(repositoryRoot, 'docs/images')).filter((image) => !all.includes(`images/${image}`)),
	).toEqual([]);
});

test('every page is reached from the README, by the links of the pages on the way', () => {
	const reached = new Set<string>();
	const follow = (file: string): void => {
		if (reached.has(file) || !docs.has(file)) return;
		reached.add(file);
		for (const [, link = ''] of page(file).matchAll(/[^!]\[[^\]]*\]\(([^)#\s]+)[^)]*\)/g)) {
			if (!/^https?:/.test(link)) follow(path.posix.normalize(path.posix.join(path.posix.dirname(file), link)));
		}
	};
	follow('README.md');
	expect(pages.filter((file) => !reached.has(file))).toEqual([]);
});

/** Menu paths of Uniconta that a public document or the customer names; any other may be called differently. */
const KNOWN_MENUS = [
	'General Ledger > Maintenance > Voucher number series',
	'General Ledger > Maintenance > Terms of payment',
	'General Ledger > Maintenance > Dimensions',
	'Customer > Maintenance > Number sequences',
	'Customer > Maintenance > Customer groups',
	'Project > Maintenance > Project category',
];
const MENU = /\*((?:General Ledger|Customer|Project|Company) > [^*]+)\*(†?)/g;

test('Uniconta, step by step: a menu path that is assumed is marked', () => {
	const marked = [...page('docs/uniconta-setup.md').matchAll(MENU)].map(([, menu = '', mark]) => ({
		menu,
		assumed: mark === '†',
	}));
	expect(marked.length).toBeGreaterThan(10);
	expect(marked.filter(({ menu, assumed }) => KNOWN_MENUS.includes(menu) === assumed)).toEqual([]);
});

test('every menu path is the one that the messages name', () => {
	const said = ['lib', 'nodes', 'credentials'].flatMap((folder) => sourcesBelow(folder)).join('\n');
	const named = [...docs].flatMap(([file, text]) =>
		[...text.replace(/\s+/g, ' ').matchAll(MENU)].map(([, menu = '']) => ({ file, menu })),
	);
	expect(named.filter(({ menu }) => !said.includes(menu))).toEqual([]);
});

test.each(['docs/uniconta-setup.md', 'docs/moment-setup.md'])(
	'%s: the rows of the check that it names are those of the code',
	(file) => {
		const said = sourcesBelow('lib')
			.join('\n')
			.replace(/\$\{dimension\}/g, '1')
			.replace(/\$\{check\}/g, '');
		const tables = page(file)
			.split('| row of the check |')
			.slice(1)
			.map((text) => text.split('\n\n')[0] ?? '');
		const named = tables.flatMap((table) =>
			table
				.split('\n')
				.slice(2)
				.flatMap((row) =>
					(row.split('|')[1] ?? '')
						.replace(/\(.*\)|: .*/, '')
						.split(', ')
						.map((name) => name.trim()),
				),
		);
		expect(named.length).toBeGreaterThan(5);
		// `${check} without number`: the beginning may stand elsewhere.
		const isSaid = (name: string): boolean =>
			[name, name.replace(/^\w+/, '')].some((text) => said.includes(`'${text}'`) || said.includes(`\`${text}\``));
		expect(named.filter((name) => !isSaid(name))).toEqual([]);
	},
);

function sourcesBelow(folder: string): string[] {
	return readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => readFileSync(path.join(repositoryRoot, folder, file), 'utf8'));
}

test.each(files)('%s: stands in the README with its page', (file) => {
	const row =
		page('README.md')
			.split('\n')
			.find((line) => line.startsWith(`| \`${file}\` |`)) ?? '';
	expect(row).toContain(`(docs/${file.replace('.json', '.md')})`);
});

test('every setting is described, and none that is not there', () => {
	const settings = [
		'docs/settings.md',
		'docs/projects.md',
		'docs/invoices.md',
		'docs/expenses.md',
		'docs/notifications.md',
	]
		.map(page)
		.join('\n');
	expect(SETTING_KEYS.filter((key) => !settings.includes(`\`${key}\``))).toEqual([]);
	const known = new Set<string>([
		...SETTING_KEYS,
		FORMER_START,
		...['cursor', 'lookedBack', 'nextSweep', 'progress'].map((name) => `expenses.${name}`),
		...['customers', 'projects', 'invoices'].flatMap((area) => [`${area}.changedSince`, `${area}.nextComparison`]),
		'customers.nextSweep',
	]);
	const named = [...docs.values()].flatMap((text) =>
		[...text.matchAll(/`((?:company|customers|projects|invoices|expenses)\.\w+)`/g)].map(([, key = '']) => key),
	);
	expect([...new Set(named)].filter((key) => !known.has(key) && !/\.(md|json)$/.test(key))).toEqual([]);
});

test('every outcome, those of an invoice once more, and every state of the inbox is explained', () => {
	const outcomes: ReadonlyArray<Outcome | DryRunOutcome> = [
		'posted',
		'drafted',
		'unchanged',
		'waiting',
		'blocked',
		'withheld',
		'uncertain',
		'misnumbered',
		'mistotalled',
		'gone',
		'refused',
		'failed',
		'wouldPost',
		'wouldDraft',
	];
	const [, explained = ''] = page('docs/invoices.md').split('## What every outcome means');
	expect(outcomes.filter((outcome) => !explained.includes(`\`${outcome}\``))).toEqual([]);
	const states: ReadonlyArray<InboxRow['state']> = [
		'due',
		'retry',
		'refused',
		'waiting',
		'misnumbered',
		'mistotalled',
	];
	expect(states.filter((state) => !page('docs/log.md').includes(`\n| \`${state}\` |`))).toEqual([]);
	const all = [...OUTCOMES, ...DRY_RUN_OUTCOMES, ...OTHER_OUTCOMES];
	expect(all.filter((outcome) => !page('docs/log.md').includes(`\n| \`${outcome}\` |`))).toEqual([]);
});

test('every resource and operation of our nodes, and every parameter and option by its label, is named in docs/nodes.md', () => {
	const text = page('docs/nodes.md');
	/** What n8n itself has on many nodes, and the hidden steps of the templates. */
	const usual = new Set(['Resource', 'Operation', 'Options', 'Filters', 'Return All', 'Limit', 'Fields', 'Lines']);
	const missing = [...ownDescriptions().values()].flatMap(({ displayName, properties }) =>
		properties.flatMap((property) => {
			const resources = property.displayOptions?.show?.resource ?? [];
			const isStep = ['inbox', 'log', 'settings', 'digest', 'reconciliation', 'resend'].some((step) =>
				resources.includes(step),
			);
			if (property.type === 'notice' || property.type === 'hidden' || (isStep && property.name !== 'operation'))
				return [];
			const choices =
				property.name === 'resource' || property.name === 'operation' || property.type === 'collection'
					? (property.options ?? [])
					: [];
			const labels = [
				property.displayName,
				...choices.map((choice) => ('displayName' in choice ? choice.displayName : choice.name)),
			];
			return labels
				.filter((label) => !usual.has(label) && !text.includes(plain(label)))
				.map((label) => `${displayName}: ${label}`);
		}),
	);
	expect([...new Set(missing)]).toEqual([]);
});

/** Without what n8n's rules add to a label: "Name or ID", "(Seconds)". */
function plain(label: string): string {
	return label
		.replace(/ Name or ID$/, '')
		.replace(/(.) Name$/, '$1')
		.replace(/ to Uniconta$/, '');
}

test.each(files)(
	'%s: the nodes a person is to choose credentials on are named in its page, and every one of them',
	(file) => {
		const text = page(`docs/${file.replace('.json', '.md')}`);
		const needing = readTemplate(file).nodes.filter(({ type }) =>
			/^n8n-nodes-moment-uniconta\.(?!momentUniconta(?:Mapper|Sync)$)|^n8n-nodes-base\.emailSend$/.test(type),
		);
		const flat = text.replace(/\s+/g, ' ');
		expect(needing.filter(({ name }) => !flat.includes(`*${name}*`)).map(({ name }) => name)).toEqual([]);
	},
);
