import {
	LEASE_NAME,
	SETTING_KEYS,
	lackingValues,
	readSettings,
	type SettingKey,
	type SettingsArea,
	type Values,
} from '../../state/settings';
import { setupRow, type SetupArea, type SetupRow } from './row';
import { cell, type TableRow } from '../../state/tables';

const AREAS: readonly SettingsArea[] = ['customers', 'projects', 'invoices', 'expenses'];

/** As a person reads it; every other setting by its key. */
const LABELS: Partial<Record<SettingKey, string>> = {
	'company.country': 'Country',
	'company.dimension': 'Dimension',
	'customers.tagGroup': 'Tag group for customer groups',
	'projects.department': 'Department of projects',
	'projects.departmentTagGroup': 'Tag group for departments of projects',
	'projects.phases': 'Phases',
	'invoices.route': 'Route',
	'invoices.firstNumber': 'First invoice number',
	'invoices.categoryTagGroup': 'Tag group for project categories',
	'invoices.department': 'Department of invoices',
	'invoices.departmentTagGroup': 'Tag group for departments of invoices',
	'invoices.roundingTolerance': 'Rounding tolerance',
	'invoices.journal': 'Journal',
	'expenses.series': 'Number series of expenses',
	'expenses.activity': 'Activity name',
	'expenses.startAfter': 'Start date',
};

/** Where a person changes a setting. */
export function whereToSet(key: SettingKey): string {
	return `Choose it in the set-up form, or as ${key} in the Data Table moment_uniconta_settings.`;
}

/** The rows of the settings table, or one object with a value for each key; what is not set has its default. */
export function setupValues(given: readonly TableRow[]): Values {
	const [first] = given;
	const rows =
		first !== undefined && !('key' in first)
			? given.flatMap((object) => Object.entries(object).map(([key, value]) => ({ key, value })))
			: given;
	return readSettings({
		area: 'customers',
		startedBy: 'manual',
		now: 0,
		settings: rows.map((row, at) => ({ id: at, ...row })),
		lease: [{ name: LEASE_NAME, expires: 0 }],
		tables: [],
	}).values;
}

export function isOn(values: Values, area: SettingsArea): boolean {
	return values[`${area}.export`] === 'on';
}

/** Which kinds are on, and what their settings lack. */
export function settingRows(values: Values): SetupRow[] {
	const said = new Set<string>();
	const rows = AREAS.flatMap((area) => switchRows(area, values));
	for (const area of AREAS.filter((one) => isOn(values, one))) {
		for (const lacking of lackingValues(area, values)) {
			const [, key = lacking, expected = ''] = /^(\S+) \((.*)\)$/s.exec(lacking) ?? [];
			if (said.has(key)) continue;
			said.add(key);
			rows.push(lackingRow(area, key, expected, values));
		}
	}
	if (isOn(values, 'invoices') && !said.has('invoices.firstNumber')) {
		rows.push(
			setupRow('invoices', 'First invoice number', 'ok', {
				found: values['invoices.firstNumber'],
				expected: 'the first number that is sent; earlier invoices are in Uniconta already',
			}),
		);
	}
	return rows;
}

function switchRows(area: SettingsArea, values: Values): SetupRow[] {
	const check = area === 'expenses' ? 'Import' : 'Export';
	const found = values[`${area}.export`];
	if (found === 'on') return [setupRow(area, check, 'ok', { found, expected: 'on or off' })];
	if (found === 'off') return [setupRow(area, check, 'notChecked', { found, expected: 'on or off' })];
	return [
		setupRow(area, check, 'missing', {
			found: found || 'not chosen',
			expected: 'on or off',
			fix: whereToSet(`${area}.export`),
		}),
	];
}

function lackingRow(area: SettingsArea, name: string, expected: string, values: Values): SetupRow {
	const key = SETTING_KEYS.find((one) => one === name);
	if (key === undefined) return setupRow(area, name, 'missing', { expected });
	const ofCompany: SetupArea = key.startsWith('company.') ? 'company' : area;
	return setupRow(ofCompany, LABELS[key] ?? key, 'missing', {
		found: cell(values, key) || 'not set',
		expected,
		fix: whereToSet(key),
		// Without it every invoice since the beginning of time would be sent again (issue 4, point 4).
		blocking: key === 'invoices.firstNumber',
	});
}
