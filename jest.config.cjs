const transform = { '^.+\\.ts$': ['@swc/jest', { configFile: './.swcrc.jest.json', swcrc: false }] };
const common = {
	testEnvironment: 'node',
	transform,
	modulePathIgnorePatterns: ['<rootDir>/.runtime/', '<rootDir>/sandbox/n8n/runtime/'],
	moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
};

/**
 * Every folder of tests is a project: `jest --selectProjects unit`. The end-to-end ones run apart: each file starts an
 * n8n of its own.
 */
module.exports = {
	projects: ['unit', 'sandbox', 'node', 'package', 'template', 'e2e'].map((name) => ({
		...common,
		displayName: name,
		testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
		// A project has no time limit of its own in Jest's configuration; this file sets it.
		setupFilesAfterEnv: [`<rootDir>/test/support/timeLimit.${name === 'e2e' ? 'e2e' : 'unit'}.ts`],
	})),
};
