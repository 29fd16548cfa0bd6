import type { Canvas } from './canvas';
import { customers } from './customers';
import { expenses } from './expenses';
import { invoices } from './invoices';
import { notifications } from './notifications';
import { projects } from './projects';
import { reconcile } from './reconcile';
import { resend } from './resend';
import { setup } from './setup';

/** Every template by its file name. */
export const templates: Readonly<Record<string, Canvas>> = {
	'customers.json': customers,
	'expenses.json': expenses,
	'invoices.json': invoices,
	'notifications.json': notifications,
	'projects.json': projects,
	'reconcile.json': reconcile,
	'resend.json': resend,
	'setup.json': setup,
};

export function textOf(canvas: Canvas): string {
	return `${JSON.stringify(canvas.toJson(), null, 2)}\n`;
}
