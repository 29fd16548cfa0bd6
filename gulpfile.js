const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const clean = async () => await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });

/** What ships is what tsconfig.build.json names; tests, sandbox and templates' sources stay behind. */
async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: __dirname }).catch(
		({ stdout }) => {
			throw new Error(stdout);
		},
	);
}

/** n8n looks for icons where the compiled class points to, and for codex files beside the compiled node. */
const assets = () => src(['icons/*.svg', 'nodes/**/*.node.json'], { base: '.', encoding: false }).pipe(dest('dist'));

exports.build = series(clean, parallel(compile, assets));
exports.default = exports.build;
