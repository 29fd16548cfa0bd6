import type { Finding } from '../../../core/finding';
import { textOf } from '../../api/rows';
import { termFor } from '../checks/terms';
import { groupsWithOwnSeries, numberIn, type Numbering, type NumberingSettings, type NumberSeries } from './series';

export const SERIES_MENU = 'General Ledger > Maintenance > Voucher number series';
export const SETTINGS_MENU = 'Customer > Maintenance > Number sequences';
const GROUP_MENU = 'Customer > Maintenance > Customer groups';
const JOURNAL_MENU = 'General Ledger > Daily journal';
const TERMS_MENU = 'General Ledger > Maintenance > Terms of payment';

/** With fewer numbers left than this it is time for a new series. */
const FEW_LEFT = 100;

/**
 * What keeps the company's series from giving Moment's numbers: an `error` here means that every invoice would get a
 * wrong one.
 */
export function seriesFindings(numbering: Numbering): Finding[] {
	return [
		...settingsFindings(numbering),
		...(numbering.series === undefined ? [] : oneSeriesFindings(numbering.series)),
	];
}

/** What makes some numbers go astray although the series itself is right. */
export function neighbourFindings(numbering: Numbering): Finding[] {
	return [...groupFindings(numbering), ...journalFindings(numbering), ...termFindings(numbering)];
}

function settingsFindings(numbering: Numbering): Finding[] {
	const { settings, series, seriesFrom, all } = numbering;
	if (all === undefined) {
		return [
			error(
				'Number series',
				'',
				'Uniconta does not let the number series be read, so it is not known which number an invoice would get.',
				'Give the API user the rights to read number series, or send invoices by the route Journal Voucher.',
			),
		];
	}
	const offered = all.length === 0 ? '' : ` There are: ${all.map(({ code }) => code).join(', ')}.`;
	if (settings !== undefined) return [...voucherFindings(settings), ...chosenFindings(settings, series, offered)];
	return [series === undefined ? unknownSeries(offered) : takenSeries(series, seriesFrom)];
}

function unknownSeries(offered: string): Finding {
	return error(
		'Number series',
		'',
		`Uniconta does not let the number settings be read, so it is not known from which series invoices are numbered.${offered}`,
		"Choose the series in the options of the Uniconta Invoice node (Number Series), or give the API user the rights to read the company's settings.",
	);
}

function takenSeries(series: NumberSeries, from: Numbering['seriesFrom']): Finding {
	const how = {
		choice: 'the one chosen in the node',
		lastInvoice: 'the one the invoice before came from',
		nextNumber: 'the only one whose next number fits',
		settings: '',
		unknown: '',
	}[from];
	const taken = warning(
		'Number series',
		series.code,
		`Uniconta does not let the number settings be read; series "${series.code}" is taken, ${how}.`,
		`See that invoices follow the voucher number with this series: ${SETTINGS_MENU}.`,
	);
	// A person has chosen it: to be said, not to be told of at every run.
	return from === 'choice' ? { ...taken, level: 'note' } : taken;
}

function voucherFindings({ useVoucherAsInvoice, counter }: NumberingSettings): Finding[] {
	if (useVoucherAsInvoice === true) return [];
	if (useVoucherAsInvoice === undefined) {
		return [
			warning(
				'Use voucher as invoice',
				'',
				'Uniconta does not say whether invoices are numbered from the voucher series.',
				`See that "Use voucher number as invoice number" is on: ${SETTINGS_MENU}.`,
			),
		];
	}
	const next = counter === undefined ? '' : ` Its next number is ${counter}.`;
	return [
		error(
			'Use voucher as invoice',
			'false',
			`Uniconta numbers invoices from a counter of its own, not from the voucher series.${next}`,
			`Turn on "Use voucher number as invoice number" and choose a series there: ${SETTINGS_MENU}.`,
		),
	];
}

function chosenFindings(settings: NumberingSettings, series: NumberSeries | undefined, offered: string): Finding[] {
	if (settings.series === '') {
		return [
			error(
				'Number series',
				'',
				`No series is chosen for invoice vouchers in Uniconta.${offered}`,
				`Make a series for Moment's invoices (${SERIES_MENU}) and choose it as the series for invoices: ${SETTINGS_MENU}.`,
			),
		];
	}
	if (series !== undefined) return [];
	return [
		error(
			'Number series',
			settings.series,
			`The series "${settings.series}" that invoices are numbered from does not exist in Uniconta.${offered}`,
			`Create it (${SERIES_MENU}), or choose another one: ${SETTINGS_MENU}.`,
		),
	];
}

function oneSeriesFindings(series: NumberSeries): Finding[] {
	const name = `Number series "${series.code}"`;
	const { next } = series;
	if (next !== undefined)
		return [...markFindings(series, name), ...nextFindings(series, next, name), ...endFindings(series, next, name)];
	return [
		...markFindings(series, name),
		error(
			'Next',
			'',
			`${name} has no next number.`,
			`Set Next to the number of the next invoice in Moment: ${SERIES_MENU}.`,
		),
	];
}

function markFindings({ blocked, manual }: NumberSeries, name: string): Finding[] {
	const found: Finding[] = [];
	if (blocked)
		found.push(
			error('Blocked', 'true', `${name} is blocked in Uniconta.`, `Take the mark off Blocked: ${SERIES_MENU}.`),
		);
	if (manual) {
		found.push(
			error(
				'Manual',
				'true',
				`${name} is manual: Uniconta does not count it by itself.`,
				`Take the mark off Manual: ${SERIES_MENU}.`,
			),
		);
	}
	return found;
}

/** Whether the next number is written as Moment has it, and lies in the series. */
function nextFindings(series: NumberSeries, next: number, name: string): Finding[] {
	const found: Finding[] = [];
	const written = numberIn(series, next);
	if (written !== String(next)) {
		const [field, value] = series.prefix === '' ? ['Length', String(series.length)] : ['Prefix', series.prefix];
		found.push(
			error(
				field,
				value,
				`${name} would write number ${next} as "${written}", which is not Moment's number.`,
				`Clear Prefix, and set Length to 0: ${SERIES_MENU}.`,
			),
		);
	}
	if (next < series.first) {
		found.push(
			error(
				'Next',
				String(next),
				`${name} has the next number ${next}, before its first number ${series.first}.`,
				`Set Next or First value: ${SERIES_MENU}.`,
			),
		);
	}
	return found;
}

function endFindings({ last }: NumberSeries, next: number, name: string): Finding[] {
	const left = last - next + 1;
	if (last <= 0 || left >= FEW_LEFT) return [];
	const fix = `Raise Last value: ${SERIES_MENU}.`;
	if (left <= 0) return [error('Last value', String(last), `${name} has used its last number ${last}.`, fix)];
	const numbers = left === 1 ? 'number' : 'numbers';
	return [warning('Last value', String(last), `${name} has only ${left} ${numbers} left, up to ${last}.`, fix)];
}

function groupFindings(numbering: Numbering): Finding[] {
	return [...groupsWithOwnSeries(numbering)].map(([group, code]) =>
		error(
			'Invoice series',
			code,
			`Customer group "${group}" numbers its invoices from a series of its own, "${code}", so its customers' invoices would not get Moment's numbers.`,
			`Clear Invoice series on the customer group: ${GROUP_MENU}.`,
		),
	);
}

function journalFindings({ journals = [], series }: Numbering): Finding[] {
	if (series === undefined) return [];
	return journals
		.filter((row) => textOf(row, 'NumberSerie').trim() === series.code)
		.map((row) => {
			const journal = textOf(row, 'Journal');
			return error(
				'Number series',
				series.code,
				`Journal "${journal}" uses the same series "${series.code}": each voucher posted there takes an invoice number from Moment.`,
				`Give the journal another series: ${JOURNAL_MENU}.`,
			);
		});
}

function termFindings({ terms }: Numbering): Finding[] {
	if (terms === undefined || termFor(0, terms, '') !== undefined) return [];
	return [
		error(
			'Payment term',
			'0',
			'There is no payment term of 0 days in Uniconta, which credit notes need.',
			`Create one with the payment method Net cash: ${TERMS_MENU}.`,
		),
	];
}

function error(field: string, value: string, message: string, fix: string): Finding {
	return { level: 'error', field, value, message, fix };
}

function warning(field: string, value: string, message: string, fix: string): Finding {
	return { level: 'warning', field, value, message, fix };
}
