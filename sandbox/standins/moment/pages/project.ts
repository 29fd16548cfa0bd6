import type { FastifyInstance } from 'fastify';
import {
	chooser,
	choiceOf,
	chosenId,
	input,
	mountFormPage,
	savingForm,
	typed,
	type HandPages,
} from '../../shared/handPage';
import type { MomentStore } from '../store';
import { chosenTags, tagBoxes } from './form';

const PATH = '/change/project';
const STATES = ['created', 'offer', 'inProgress', 'onHold', 'finished'].map((state) => [state, state] as const);
const TEXTS = [
	['projectNumber', 'Project number'],
	['name', 'Name'],
	['startDate', 'Start (YYYY-MM-DD)'],
	['endDate', 'End (YYYY-MM-DD)'],
	['description', 'Description'],
] as const;

/** A form to create or change a project by hand: its state, department and tags too; it fires the webhook. */
export function mountProjectPage(app: FastifyInstance, hand: HandPages, store: MomentStore): void {
	const labelled = (kind: string, number: string) =>
		store
			.rows(kind)
			.map(({ values }) => [values.id, `${String(values[number] ?? '')} ${String(values.name)}`.trim()] as const);
	mountFormPage(app, hand, {
		path: PATH,
		show: (id) => {
			const row = store.find('projects', id)?.values;
			const fields = [
				...TEXTS.map(([name, label]) => input(name, label, row?.[name])),
				choiceOf('customerId', 'Customer', labelled('customers', 'customerNumber'), row?.customerId),
				choiceOf('projectState', 'State', STATES, row?.projectState ?? 'inProgress'),
				choiceOf(
					'departmentId',
					'Department',
					[['', 'None'], ...labelled('departments', 'departmentNumber')],
					row?.departmentId ?? '',
				),
				choiceOf(
					'managerId',
					'Manager',
					[['', 'None'], ...labelled('userAccounts', 'employeeNumber')],
					row?.managerId ?? '',
				),
				tagBoxes(store, row),
			];
			return {
				title: row ? `Change project ${String(row.projectNumber)}` : 'New project',
				body:
					chooser(PATH, 'Project', labelled('projects', 'projectNumber'), row?.id, 'New project') +
					savingForm(PATH, row?.id, fields.join('')),
			};
		},
		save: (id, form) => {
			const values = {
				...Object.fromEntries(TEXTS.map(([name]) => [name, typed(form, name)])),
				customerId: chosenId(form, 'customerId'),
				projectState: typed(form, 'projectState'),
				departmentId: chosenId(form, 'departmentId'),
				managerId: chosenId(form, 'managerId'),
				tagIds: chosenTags(form),
			};
			const { values: saved } = id > 0 ? store.change('projects', id, values) : store.create('projects', values);
			return {
				said: `Saved: project ${String(saved.projectNumber)}. Moment's webhook is on its way.`,
				id: saved.id,
			};
		},
	});
}
