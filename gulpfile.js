const { rm } = require('node:fs/promises');
const path = require('node:path');
const { dest, series, src } = require('gulp');
const ts = require('gulp-typescript');
const typescript = require('typescript');

/** What ships is what can be compiled from here; tests, sandbox and templates' sources stay behind. */
const SOURCES = ['nodes/**/*.ts', 'credentials/**/*.ts', 'lib/**/*.ts'];

async function clean() {
	await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });
}

function compile() {
	const project = ts.createProject('tsconfig.build.json', {
		typescript,
		// With isolatedModules the plug-in compiles file by file and checks nothing.
		isolatedModules: false,
		noEmitOnError: true,
	});
	// The plug-in tells of errors on this stream alone: returning only what is written would call a failed build done.
	return new Promise((resolve, reject) => {
		const compiled = src(SOURCES, { base: '.' }).pipe(project()).on('error', reject);
		compiled.js.pipe(dest('dist')).on('error', reject).on('finish', resolve);
	});
}

/** n8n looks for icons where the compiled class points to, and for codex files beside the compiled node. */
function assets() {
	return src(['icons/*.svg', 'nodes/**/*.node.json'], { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.clean = clean;
exports.build = series(clean, compile, assets);
exports.default = exports.build;
