import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { templates, textOf } from './all';

/** `npm run templates`: writes the templates out of their one source. A test says when they were forgotten. */
for (const [file, canvas] of Object.entries(templates)) {
	writeFileSync(path.join(__dirname, '..', file), textOf(canvas));
	console.log(`workflows/${file}`);
}
