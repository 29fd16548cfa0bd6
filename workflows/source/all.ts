import type { Canvas } from './canvas';
import { customers } from './customers';

/** Every template by its file name. */
export const templates: Readonly<Record<string, Canvas>> = {
	'customers.json': customers,
};

export function textOf(canvas: Canvas): string {
	return `${JSON.stringify(canvas.toJson(), null, 2)}\n`;
}
