import type { Canvas } from './canvas';
import { customers } from './customers';
import { invoices } from './invoices';
import { projects } from './projects';

/** Every template by its file name. */
export const templates: Readonly<Record<string, Canvas>> = {
	'customers.json': customers,
	'invoices.json': invoices,
	'projects.json': projects,
};

export function textOf(canvas: Canvas): string {
	return `${JSON.stringify(canvas.toJson(), null, 2)}\n`;
}
