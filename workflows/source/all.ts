import type { Canvas } from './canvas';
import { customers } from './customers';
import { invoices } from './invoices';
import { projects } from './projects';
import { reconcile } from './reconcile';

/** Every template by its file name. */
export const templates: Readonly<Record<string, Canvas>> = {
	'customers.json': customers,
	'invoices.json': invoices,
	'projects.json': projects,
	'reconcile.json': reconcile,
};

export function textOf(canvas: Canvas): string {
	return `${JSON.stringify(canvas.toJson(), null, 2)}\n`;
}
