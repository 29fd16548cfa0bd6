import { createRequire } from 'node:module';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import sonarjs from 'eslint-plugin-sonarjs';
import tseslint from 'typescript-eslint';

// n8n's package scanner applies this plugin to the sources as well; it comes with the scanner and is taken from there.
const fromScanner = createRequire(createRequire(import.meta.url).resolve('@n8n/scan-community-package/package.json'));
const nodesBase = fromScanner('eslint-plugin-n8n-nodes-base');

const SHIPPED = ['nodes/**/*.ts', 'credentials/**/*.ts', 'lib/**/*.ts'];

/**
 * A request that does not go through the port follows redirects with the credentials, and shows what a server brings
 * back.
 */
const PORT = 'nodes/shared/httpPort.ts';
const REQUEST = '/^(httpRequest|request)/';
const OUTSIDE_PORT = [
	[
		`MemberExpression[object.property.name="helpers"][property.name=${REQUEST}]`,
		`Requests go through the port in ${PORT}.`,
	],
	['MemberExpression[object.property.name="helpers"][computed=true]', 'Helpers are taken by their names.'],
	['VariableDeclarator > MemberExpression[property.name="helpers"]', 'Helpers are used where they are taken.'],
	[
		'ObjectPattern > Property:matches([key.name="helpers"], [key.value="helpers"])',
		'Helpers are used where they are taken.',
	],
	['MemberExpression[computed=true][property.value="helpers"]', 'Helpers are taken by their names.'],
	[
		'Property[key.name=/^(routing|requestDefaults|requestOperations)$/]',
		`No declarative requests: they go through the port in ${PORT}.`,
	],
	['PropertyDefinition[key.name="preAuthentication"]', `Requests go through the port in ${PORT}.`],
	['CallExpression[callee.name="fetch"]', `Requests go through the port in ${PORT}.`],
];
const FOLLOWS_REDIRECTS = [
	'PropertyDefinition[key.name="test"]:not(:has(Property[key.name="disableFollowRedirect"] > Literal[value=true]))',
	'n8n takes the credentials along on a redirect: a credential test sets disableFollowRedirect.',
];
const restricted = (entries) => ['error', ...entries.map(([selector, message]) => ({ selector, message }))];

export default tseslint.config(
	{ ignores: ['dist/**', '.runtime/**', '**/node_modules/**', 'workflows/*.json', 'docs/**', 'coverage/**'] },
	{
		files: [...SHIPPED, 'package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: { parser: tseslint.parser },
		rules: { 'no-console': 'error' },
	},
	{
		files: ['**/*.ts'],
		extends: [...tseslint.configs.strictTypeChecked],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'no-duplicate-imports': 'error',
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			// `while (true)` and `for (;;)` are how a retry loop reads.
			'@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
			// Numbers in messages are fine; objects and arrays are not.
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
			// n8n's own signatures ask for async methods that have nothing to wait for.
			'@typescript-eslint/require-await': 'off',
			// `return await` keeps the caller in the stack trace, as n8n does.
			'@typescript-eslint/return-await': ['error', 'always'],
			// A test hands methods over as values; `this` is n8n's way of passing the context.
			'@typescript-eslint/unbound-method': 'off',
		},
	},
	{
		files: ['test/**/*.ts', 'sandbox/**/*.ts', 'bench/**/*.ts'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			// Jest's matchers (expect.any, expect.objectContaining) are typed as any.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-confusing-void-expression': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: { ...nodesBase.configs.community.rules },
	},
	{
		files: SHIPPED,
		plugins: { sonarjs },
		rules: {
			'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
			'sonarjs/cognitive-complexity': ['error', 15],
		},
	},
	{ files: SHIPPED, ignores: [PORT], rules: { 'no-restricted-syntax': restricted(OUTSIDE_PORT) } },
	{
		files: ['credentials/**/*.ts'],
		rules: { 'no-restricted-syntax': restricted([...OUTSIDE_PORT, FOLLOWS_REDIRECTS]) },
	},
	{
		files: ['**/*.mjs', '**/*.cjs', '*.js', 'scripts/**/*.js'],
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: { 'no-undef': 'off', 'no-unused-vars': 'error', 'no-var': 'error', 'prefer-const': 'error' },
	},
);
