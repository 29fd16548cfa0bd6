import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { cpuTime } from '../../support/cpuTime';

const ROOT = join(__dirname, '../../..');
const FOLDERS = ['lib', 'nodes', 'credentials'];

interface Pattern {
	source: string;
	flags: string;
}

/** Every pattern that is written out in the code, with where it first stands. */
function patternsIn(folders: readonly string[]): Map<string, Pattern & { place: string }> {
	const found = new Map<string, Pattern & { place: string }>();
	for (const folder of folders) {
		for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
			if (!name.endsWith('.ts')) continue;
			const text = readFileSync(join(ROOT, folder, name), 'utf8');
			const visit = (node: ts.Node): void => {
				const literal =
					node.kind === ts.SyntaxKind.RegularExpressionLiteral
						? /^\/(.*)\/([a-z]*)$/s.exec(node.getText())
						: null;
				if (literal !== null)
					found.set(
						literal[0],
						found.get(literal[0]) ?? {
							source: literal[1] ?? '',
							flags: literal[2] ?? '',
							place: `${folder}/${name}`,
						},
					);
				ts.forEachChild(node, visit);
			};
			visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true));
		}
	}
	return found;
}

const SIZE = 20_000;
/** One pass over so many characters takes less than 5 ms in any pattern; one for each character takes over 300. */
const MOST_MS = 100;
const PUMPS = ['/', '(', ' ', '.', '-', '0', 'a', '"', '@', '\\', ':', '\n', 'a@', '1 ', ' -', '.0'];

/** Whether some text makes the pattern go over it again and again. */
function slowOn({ source, flags }: Pattern): string | undefined {
	const words = [...new Set(source.match(/[A-Za-zæøå ]{3,}/g) ?? [])].slice(0, 4);
	const pattern = new RegExp(source, `${flags.replace(/[gy]/g, '')}g`);
	const texts = [...PUMPS, ...words].flatMap((pump) => ['\u0001', ' '].map((tail) => ({ pump, tail })));
	for (const { pump, tail } of texts) {
		const text = `${pump.repeat(SIZE / pump.length)}${tail}`;
		const work = (): string => text.replace(pattern, '');
		const begun = performance.now();
		work();
		if (performance.now() - begun > MOST_MS && cpuTime(work) > MOST_MS) return pump;
	}
	return undefined;
}

describe('a pattern', () => {
	it('that is written out in the code goes over a long text once', () => {
		const slow = [...patternsIn(FOLDERS)].flatMap(([literal, pattern]) => {
			const pump = slowOn(pattern);
			return pump === undefined
				? []
				: [`${pattern.place}: ${literal} on ${JSON.stringify(pump)} again and again`];
		});
		expect(slow).toEqual([]);
	});

	it.each([
		String.raw`\/+$`,
		String.raw`\([^)]*\)`,
		String.raw` *\n\s*`,
		String.raw`^\S+@\S+$`,
		String.raw`\B(?=(\d{3})+$)`,
		String.raw`\s*(?:-|–)\s*`,
	])('such as %s is found out', (source) => {
		expect(slowOn({ source, flags: '' })).toBeDefined();
	});
});
