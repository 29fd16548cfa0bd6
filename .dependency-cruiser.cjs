/**
 * Which way imports go, checked by `npm run lint`; docs/architecture.md says what lives where. Type-only imports count:
 * a circle of types is read in a circle too.
 */

/** Rooms of lib and what each may import besides itself, from the innermost outwards. */
const MAY_IMPORT = {
	core: [],
	http: [],
	mapping: ['core'],
	state: ['core', 'mapping'],
	moment: ['core', 'http', 'mapping', 'state'],
	uniconta: ['core', 'http', 'mapping', 'state'],
	notify: ['core', 'state'],
	setup: ['core', 'http', 'mapping', 'state', 'uniconta'],
	reconcile: ['core', 'mapping', 'state', 'notify'],
};

/** What n8n brings along and its rules allow at run time; for the whole of lib, which knows no n8n. */
const LIBRARIES = '^(node:)?(crypto|zod|luxon|lodash)$|node_modules/(@types/)?(zod|luxon|lodash)/';

const rooms = Object.entries(MAY_IMPORT).map(([room, others]) => ({
	name: `lib-${room}`,
	comment: `lib/${room} imports ${others.length === 0 ? 'nothing else of lib' : `of lib only ${others.join(', ')}`}.`,
	severity: 'error',
	from: { path: `^lib/${room}/` },
	to: { path: '.', pathNot: [`^lib/(${[room, ...others].join('|')})/`, LIBRARIES] },
}));

module.exports = {
	forbidden: [
		...rooms,
		{
			name: 'lib-has-no-other-room',
			comment: 'Each file of lib lives in one of the rooms above.',
			severity: 'error',
			from: { path: '^lib/', pathNot: `^lib/(${Object.keys(MAY_IMPORT).join('|')})/` },
			to: {},
		},
		{
			name: 'shipped-stands-alone',
			comment: 'What ships knows nothing of sandbox, tests, templates’ sources and bench.',
			severity: 'error',
			from: { path: '^(nodes|credentials|lib)/' },
			to: { path: '^(sandbox|test|workflows|bench|scripts)/' },
		},
		{
			name: 'oracle-stands-alone',
			comment: 'What judges the code shares none with it, and neither does what it knows the truth from.',
			severity: 'error',
			from: { path: '^test/campaign/(oracle|scenario)/' },
			to: { path: '^(lib|nodes|credentials|workflows)/', reachable: true },
		},
		{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
		{
			name: 'found',
			comment: 'Every import leads to a file.',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|\\.runtime)/' },
	},
};
