import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../sandbox/n8n/paths';

/** Comments cite facts that stand in the repository, in docs/references.md, and nothing else. */
const FOLDERS = ['lib', 'nodes', 'credentials', 'sandbox', 'test', 'workflows/source', 'bench', 'scripts'];
const read = (file: string): string => readFileSync(path.join(repositoryRoot, file), 'utf8');
const page = read('docs/references.md');

/** Block comments, and what follows `//` where no address does. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\/])\/\/.*$/gm;

interface Comment {
	file: string;
	text: string;
}

/** What is installed or made is not ours. */
const isOurs = (name: string): boolean => !name.startsWith('.') && name !== 'node_modules' && name !== 'dist';

function filesBelow(folder: string): string[] {
	return readdirSync(path.join(repositoryRoot, folder), { withFileTypes: true })
		.filter(({ name }) => isOurs(name))
		.flatMap((entry) => {
			const inside = path.posix.join(folder, entry.name);
			return entry.isDirectory() ? filesBelow(inside) : [inside];
		});
}

const comments: readonly Comment[] = FOLDERS.flatMap(filesBelow)
	.filter((file) => /\.([cm]?[jt]s)$/.test(file) && !file.endsWith('references.test.ts'))
	.flatMap((file) =>
		[...read(file).matchAll(COMMENT)].map(([text]) => ({
			file,
			text: text.replace(/\s*\n\s*(\*|\/\/)?\s*/g, ' '),
		})),
	);

const facts = [...page.matchAll(/^- \*\*((?:D|M|UC|MO|N8N)\d+)\*\* (.+)$/gm)].map(([, name = '', text = '']) => ({
	name,
	text,
}));
const names = facts.map(({ name }) => name);

/** The anchors a comment cites: a D or M of one letter only in parentheses, where it can mean nothing else. */
function citedIn(text: string): string[] {
	const inParentheses = [...text.matchAll(/\(([^()]*)\)/g)].map(([, inner = '']) => inner).join(' ');
	return [
		...[...text.matchAll(/\b(?:UC|MO|N8N)\d+\b/g)].map(([name]) => name),
		...[...inParentheses.matchAll(/\b[DM]\d+\b/g)].map(([name]) => name),
	];
}

const citations = comments.flatMap(({ file, text }) => citedIn(text).map((name) => ({ file, name })));

test('every comment is looked at', () => {
	expect(new Set(comments.map(({ file }) => file)).size).toBeGreaterThan(300);
	expect(citations.length).toBeGreaterThan(400);
});

test('no comment cites a page that is not in the repository', () => {
	const OUTSIDE =
		/\bdesign,? (?:M?\d|section)|\breference,? (?:(?:moment|uniconta) )?(?:\d|appendix)|n8n-(?:lab|notes)/i;
	expect(comments.filter(({ text }) => OUTSIDE.test(text))).toEqual([]);
});

test('every fact that a comment cites is on the page', () => {
	expect(citations.filter(({ name }) => !names.includes(name))).toEqual([]);
});

test('every fact on the page is cited by a comment', () => {
	const cited = new Set(citations.map(({ name }) => name));
	expect(names.filter((name) => !cited.has(name))).toEqual([]);
});

test('every name on the page is there once', () => {
	expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('every fact says how sure it is; what we decided ourselves needs no mark', () => {
	const MARK = /\*(?:documented|seen|assumed)\*/;
	expect(facts.filter(({ name, text }) => !/^[DM]\d/.test(name) && !MARK.test(text))).toEqual([]);
});
